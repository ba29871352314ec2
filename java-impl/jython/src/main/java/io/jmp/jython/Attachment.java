package io.jmp.jython;

import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyObject;
import org.python.core.PySystemState;
import org.python.core.PyTuple;
import org.python.core.imp;

/**
 * How an interpreter comes to its kernel: when the module {@code _jmp_host} is imported, it calls {@link #attach}. In an
 * interpreter that jmp has not booted (Jython's own command, or an embedder's), that makes a runtime with it as the main program.
 */
public final class Attachment {

    private static final ThreadLocal<HostCalls> EXPECTED = new ThreadLocal<>();

    private Attachment() {}

    /** The next attachment on the calling thread is that of an interpreter that has a kernel; null if there is none to come. */
    static void expect(HostCalls calls) {
        if (calls == null) {
            EXPECTED.remove();
        } else {
            EXPECTED.set(calls);
        }
    }

    /** For the module {@code _jmp_host} only: the kernel of the calling interpreter, and what it calls beside the kernel. */
    public static PyObject attach() {
        HostCalls expected = EXPECTED.get();
        if (expected == null) {
            JythonRuntime.attachTo(Py.getSystemState());
            expected = EXPECTED.get();
            EXPECTED.remove();
        }
        return new PyTuple(expected.bridge().kernel(), expected.bridge().calls(expected));
    }

    /** The module {@code _jmp_host} of the calling interpreter. */
    static PyObject host() {
        return imp.importName("_jmp_host", false);
    }

    /** Reports an exception as Python does at the end of a program; returns the exit status. */
    static int report(PyObject functions, PyException e) {
        e.normalize();
        PyObject traceback = e.traceback == null ? Py.None : e.traceback;
        return functions.invoke("report", new PyObject[] {e.type, e.value, traceback}).asInt();
    }

    static boolean isAttached(PySystemState sys) {
        return sys.modules.__finditem__("_jmp_host") != null;
    }
}
