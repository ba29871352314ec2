package io.jmp.jython;

import io.jmp.jython.interop.KernelBridge;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.Kernel;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import io.jmp.wait.Timeouts;
import java.util.concurrent.TimeUnit;
import org.python.core.Py;
import org.python.core.PyObject;

/** What the module {@code _jmp_host} calls beside the kernel. Public only so that the bridge may call it. */
public final class HostCalls {

    private final Kernel kernel;
    private final KernelBridge bridge;
    private final boolean takesInterrupts;

    /**
     * @param takesInterrupts whether whoever runs the main program takes Ctrl-C and passes it on
     */
    HostCalls(Kernel kernel, KernelBridge bridge, boolean takesInterrupts) {
        this.kernel = kernel;
        this.bridge = bridge;
        this.takesInterrupts = takesInterrupts;
    }

    KernelBridge bridge() {
        return bridge;
    }

    /** Whether the calling thread is the interpreter's main thread. */
    public boolean inMainThread() {
        return bridge.lifeline().isMainThread();
    }

    /** Takes the function that makes an exception of a name, a message, an errno and a file name. */
    public void takeExceptions(Object function) {
        bridge.takeExceptions((PyObject) function);
    }

    /** Takes the function that handles signals: it gets their number, in the main thread. */
    public void takeSignals(Object function) {
        bridge.lifeline().takeSignals((PyObject) function);
    }

    /** A signal of the system has come: the main thread is to handle it. */
    public void signal(int number) {
        bridge.lifeline().signal(number);
    }

    /** Whether whoever runs the main program takes Ctrl-C and passes it on. */
    public boolean takesInterrupts() {
        return takesInterrupts;
    }

    /** Waits, as {@code time.sleep}: what stops or signals the interpreter is not kept waiting. */
    @Blocking
    public void sleep(double seconds) throws InterruptedException {
        Deadline deadline = Deadline.in(Timeouts.nanos(seconds));
        Parking.block(() -> TimeUnit.NANOSECONDS.sleep(deadline.left()));
    }

    /** The function that pickles an object. */
    public Object dumps() {
        return KernelBridge.dumps();
    }

    /** The function that gives a pickle of Python 3 by protocol 2, or None if that cannot be. */
    public Object translate() {
        return KernelBridge.translate();
    }

    /** Shared memory as numbers of a type. */
    public Object view(Object memory, String code) {
        return KernelBridge.view(memory, code);
    }

    /** The number of the operating system's process that started the JVM; 0 if nobody knows. */
    public long parentPid() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }

    /** How many processors there are. */
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * The calling interpreter is going to start a process. The main module of a program that Jython's own command runs is not known earlier:
     * {@code sitecustomize} may have imported the package before there was one.
     */
    public void useMain() {
        JvmProcess process = kernel.self();
        if (!takesInterrupts && process.parent() == null && process.mainModule() == null) {
            process.setMainModule(MainModule.running(Py.getSystemState()));
        }
    }

    /** Whether the calling interpreter is the main program's. */
    public boolean isMain() {
        JvmProcess process = kernel.self();
        return process != null && process.parent() == null;
    }
}
