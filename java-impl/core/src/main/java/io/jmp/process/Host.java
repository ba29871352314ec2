package io.jmp.process;

/** What runs programs: GraalPy, Jython, or Java itself. Thread-safe. */
public interface Host {

    /** The host's name, as {@code graalpy}. */
    String name();

    /**
     * Boots an interpreter on the calling thread, ready to run a process.
     *
     * @throws Exception if it cannot be booted; the process that was to run in it ends with exit code 1
     */
    Interpreter boot() throws Exception;
}
