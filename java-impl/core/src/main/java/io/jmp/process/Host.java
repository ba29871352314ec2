package io.jmp.process;

import java.util.List;

/** What runs programs: GraalPy, Jython, or Java itself. Thread-safe. */
public interface Host {

    /** {@return the host's name, as {@code graalpy}} */
    String name();

    /**
     * Boots an interpreter on the calling thread, ready to run a process.
     *
     * @param modules what to import at boot rather than while somebody waits: what the programs of earlier processes imported
     *     from the standard library, in their order, and what a program asked for, with directories: {@link ProcessCalls#preloadAtOnce}
     * @return the interpreter
     * @throws Exception if it cannot be booted; the process that was to run in it ends with exit code 1
     */
    Interpreter boot(List<String> modules) throws Exception;
}
