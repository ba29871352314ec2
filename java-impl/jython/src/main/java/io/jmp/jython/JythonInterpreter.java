package io.jmp.jython;

import io.jmp.jython.interop.KernelBridge;
import io.jmp.jython.life.Lifeline;
import io.jmp.jython.life.StoppedException;
import io.jmp.parcel.Parcel;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.python.Kernel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyObject;
import org.python.core.PySystemState;
import org.python.util.PythonInterpreter;

/** A process of the start method {@code context}: a {@code PySystemState} of its own, on a thread of its own. */
final class JythonInterpreter implements Interpreter {

    private static final Logger LOG = System.getLogger(JythonInterpreter.class.getName());

    /** Whatever can be stopped stops in milliseconds. */
    private static final long STOP_SECONDS = 3;

    private final PySystemState sys;
    private final PythonInterpreter python;
    private final Lifeline lifeline;
    private final Kernel kernel;
    private final KernelBridge bridge;
    private final PyObject functions;
    /** What {@link #prepare} has made, or why it has not; both null before. */
    private PyObject child;
    private PyException failure;
    private volatile JvmProcess process;

    /** Boots; on the thread that is going to run it. */
    JythonInterpreter(JythonRuntime runtime, List<String> modules) {
        sys = runtime.newSystemState();
        Py.setSystemState(sys);
        lifeline = new Lifeline(sys);
        kernel = runtime.newKernel();
        bridge = new KernelBridge(kernel, lifeline);
        Attachment.expect(new HostCalls(kernel, bridge, true));
        try {
            python = new PythonInterpreter(null, sys);
            functions = Attachment.host();
        } finally {
            Attachment.expect(null);
        }
        functions.invoke("get_ready", Py.newStringOrUnicode(String.join(" ", modules)));
    }

    @Override
    public void prepare(Parcel preparation) {
        try {
            child = functions.invoke("child", bridge.parcel(preparation));
        } catch (PyException e) {
            failure = e;
        }
    }

    @Override
    public int run(JvmProcess newProcess, Parcel program) throws InterruptedException {
        process = newProcess;
        kernel.become(newProcess);
        try {
            int code = perform((MainModule) newProcess.mainModule(), program);
            int after = code(() -> functions.invoke("finish"));
            if (lifeline.isStopped()) {
                throw new InterruptedException(); // what stopped it was one of its last calls, after which it came to no line any more
            }
            return code != 0 ? code : after;
        } finally {
            lifeline.end();
        }
    }

    private int perform(MainModule main, Parcel program) throws InterruptedException {
        int[] result = {0};
        int failed = code(() -> {
            if (failure != null) {
                throw failure;
            }
            if (child == null) {
                child = functions.invoke("child");
            }
            PyObject mainName = child.invoke("main_module", bridge.parcel(program));
            if (mainName.__nonzero__()) {
                functions.invoke("run_module", mainName, Py.newString("__mp_main__"));
            } else if (mainName != Py.None && main != null && main.hasSource()) {
                Py.runCode(main.code(), python.getLocals(), python.getLocals());
            }
            result[0] = child.invoke("run").asInt();
        });
        return failed != 0 ? failed : result[0];
    }

    /** What a process exits with because of a step of it. */
    private int code(Runnable step) throws InterruptedException {
        try {
            step.run();
            return 0;
        } catch (StoppedException e) {
            throw new InterruptedException();
        } catch (PyException e) {
            if (lifeline.isStopped()) {
                throw new InterruptedException();
            }
            return Attachment.report(functions, e);
        }
    }

    @Override
    public void cancel() {
        JvmProcess target = process;
        if (!lifeline.stop(STOP_SECONDS, TimeUnit.SECONDS)) {
            if (!lifeline.isAbroad()) {
                LOG.log(Level.WARNING, "process " + target.pid() + " (" + target.name() + ") does not stop: it is inside of one call that is"
                        + " implemented in Java; its thread goes on until that returns");
            }
            target.abandon();
        }
    }

    @Override
    public void signal(int number) {
        lifeline.signal(number);
    }

    @Override
    public void close() {
        lifeline.end();
        lifeline.stop(1, TimeUnit.SECONDS); // threads that the process left behind
        sys.close();
    }
}
