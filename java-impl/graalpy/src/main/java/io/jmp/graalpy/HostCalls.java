package io.jmp.graalpy;

import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.Kernel;
import io.jmp.wait.Parking;
import java.util.concurrent.locks.ReentrantLock;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;

/**
 * What bootstrap.py calls beside the kernel: the package's files, and their code once it is compiled. Public only so that
 * the bridge may call it.
 */
public final class HostCalls {

    private static final ReentrantLock EXCLUSIVE = new ReentrantLock();

    private final ShimModules shim;
    private final Kernel kernel;
    private final int copy;
    /** What an embedder has evaluated, as far as it is known; guarded by this. */
    private MainModule evaluated;

    HostCalls(ShimModules shim, Kernel kernel, int copy) {
        this.shim = shim;
        this.kernel = kernel;
        this.copy = copy;
    }

    /** The number of the copy of the code that the calling interpreter runs, see {@link CodeCopies}. */
    public int codeCopy() {
        return copy;
    }

    /** The names of the packages that come with jmp. */
    public Object[] packages() {
        return shim.packages().toArray();
    }

    /** The source of a module, or null if its package has no such module. */
    public byte[] source(String path) {
        return shim.source(path);
    }

    /** The marshalled code of a module, or null if it was not compiled. */
    public byte[] code(String path) {
        return shim.code(path);
    }

    /** The marshalled code of a source file that some interpreter has compiled, or null: the caller has to compile it. */
    public byte[] compiled(String path, byte[] source) {
        byte[] code = shim.compiled().get(path, source);
        if (code == null && !isSpare() && kernel.self().parent() != null) {
            shim.compiled().miss(path, source);
        }
        return code;
    }

    /** A module that the calling interpreter, a spare, should compile for all: its path and its source; null for nothing. */
    public Object[] wanted() {
        CompiledSources.Module module = isSpare() ? shim.compiled().takeWanted() : null;
        return module == null ? null : new Object[] {module.path(), module.source()};
    }

    /** Whether the calling interpreter is no process yet. */
    public boolean isSpare() {
        return kernel.self() == null;
    }

    /**
     * Keeps the marshalled code of a source file for all interpreters; returns what is kept, or null if nothing is: from a
     * process, whose code is the user's, others take nothing to run.
     */
    public byte[] keepCompiled(String path, byte[] source, byte[] code) {
        return isSpare() ? shim.compiled().keep(path, source, code) : null;
    }

    /** The number of the operating system's process that started the JVM; 0 if nobody knows. */
    public long parentPid() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    /** Calls a function of the calling interpreter while no interpreter of the JVM calls another one so. */
    @Blocking
    public void exclusively(Object function) throws InterruptedException {
        Parking.block(EXCLUSIVE::lockInterruptibly);
        try {
            InteropLibrary.getUncached().execute(function);
        } catch (InteropException e) {
            throw new IllegalArgumentException(e);
        } finally {
            EXCLUSIVE.unlock();
        }
    }

    /** The text that a function of the calling interpreter returns; null if the embedder's file system forbids what it does. */
    public String permitted(Object function) {
        try {
            return InteropLibrary.getUncached().asString(InteropLibrary.getUncached().execute(function));
        } catch (SecurityException e) {
            return null; // GraalPy takes it for an error of its own, which Python code cannot catch
        } catch (InteropException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Calls a function of the calling interpreter that starts a thread; false if the embedder allows no threads. */
    public boolean mayStartThread(Object function) {
        try {
            InteropLibrary.getUncached().execute(function);
            return true;
        } catch (InteropException e) {
            throw new IllegalArgumentException(e);
        } catch (RuntimeException e) {
            if (isThreadRefused(e) || isThreadRefused(e.getCause())) {
                return false; // GraalPy takes it for an error of its own
            }
            throw e;
        }
    }

    private static boolean isThreadRefused(Throwable error) {
        return error instanceof IllegalStateException && String.valueOf(error.getMessage()).startsWith("Creating threads is not allowed");
    }

    /** What is missing for native modules in every process, and what to do; null if nothing is. */
    public String nativeModulesHint() {
        return NativeModules.hint();
    }

    /** A function of the calling interpreter's program: the source that it is from is a part of that program, if an embedder gave it. */
    public synchronized void useMainOf(Object function) {
        SourceSection section = Context.getCurrent().asValue(function).getSourceLocation();
        if (section != null && section.getSource().hasCharacters()) {
            evaluated = MainModule.withSource(evaluated, section.getSource());
        }
    }

    /** The calling interpreter is going to start a process, which runs the same program. */
    public synchronized void useMain() {
        JvmProcess process = kernel.self();
        MainModule known = (MainModule) process.mainModule();
        if (evaluated != null && (known == null || known.isEmbedded())) {
            process.setMainModule(evaluated);
        }
    }

    /** Hands the parts of the calling process's program, as something to be called, to a function of the calling interpreter. */
    public void mainModule(Object function) {
        MainModule main = (MainModule) kernel.self().mainModule();
        if (main != null && main.hasSource()) {
            Context context = Context.getCurrent();
            Value take = context.asValue(function);
            main.parts().forEach(part -> take.executeVoid(context.parse(part.source(copy))));
        }
    }
}
