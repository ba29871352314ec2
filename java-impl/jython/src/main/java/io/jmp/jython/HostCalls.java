package io.jmp.jython;

import io.jmp.jython.interop.KernelBridge;
import io.jmp.process.JvmProcess;
import io.jmp.python.Kernel;
import org.python.core.PyObject;

/** What the module {@code _jmp_host} calls beside the kernel. Public only so that the bridge may call it. */
public final class HostCalls {

    private final Kernel kernel;
    private final KernelBridge bridge;

    HostCalls(Kernel kernel, KernelBridge bridge) {
        this.kernel = kernel;
        this.bridge = bridge;
    }

    /** Takes the function that makes an exception of a name, a message, an errno and a file name. */
    public void takeExceptions(Object function) {
        bridge.takeExceptions((PyObject) function);
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

    /** Whether the calling interpreter is the main program's. */
    public boolean isMain() {
        JvmProcess process = kernel.self();
        return process != null && process.parent() == null;
    }
}
