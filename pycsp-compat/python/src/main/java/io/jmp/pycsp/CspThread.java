package io.jmp.pycsp;

import io.jmp.csp.ProcessThreads;
import io.jmp.csp.Waiting;
import io.jmp.csp.process.CspProcess;
import io.jmp.python.PythonFunction.InterpreterGoneException;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process of one interpreter: a virtual thread where the JVM has them and the interpreter can be entered by them, else a
 * platform thread. Thread-safe.
 */
public final class CspThread {

    /** As much as the main program's thread has; it is not used before it is needed. */
    private static final long STACK_BYTES = 16L << 20;

    private final CspProcess process;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final CspCalls calls;
    private final long number;

    private CspThread(CspCalls calls, String name, long number) {
        this.calls = calls;
        this.number = number;
        process = CspProcess.child(name);
    }

    /** Starts a thread. It does not keep the JVM alive. */
    static CspThread start(CspCalls calls, String name, long number) {
        CspThread started = new CspThread(calls, name, number);
        started.thread(started::run).start();
        return started;
    }

    private Thread thread(Runnable run) {
        if (calls.threads() == ProcessThreads.VIRTUAL) {
            return ProcessThreads.VIRTUAL.newThread(process.name(), run);
        }
        Thread thread = new Thread(null, run, process.name(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        process.begin();
        Deadlocks.began(process, this);
        try {
            runPython();
        } catch (InterpreterGoneException e) {
            // nobody is left to be told
        } catch (InterruptedException e) {
            // its platform thread goes on; nobody waits for this one
        } finally {
            Deadlocks.ended(process);
            process.end();
            ended.countDown();
        }
    }

    private void runPython() throws InterruptedException {
        boolean virtual = calls.threads() == ProcessThreads.VIRTUAL;
        try {
            calls.run(number);
        } catch (InterpreterGoneException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!virtual) {
                throw e;
            }
            // What Python runs raises nothing. But GraalPy lets no virtual thread in once it has loaded a native module.
            calls.usePlatformThreads();
            CspThread platform = new CspThread(calls, process.name(), number);
            platform.thread(platform::run).start();
            platform.join(-1);
        }
    }

    /** Where in its source it is; null if nobody knows. */
    String location() {
        return calls.inspection().location(number);
    }

    /** Waits for the end; negative nanoseconds mean for ever. False when the time ran out. */
    boolean join(long nanos) throws InterruptedException {
        if (nanos < 0) {
            Waiting.forProcesses(ended::await);
            return true;
        }
        Deadline deadline = Deadline.in(nanos);
        boolean[] over = {false};
        Parking.block(() -> over[0] = ended.await(deadline.left(), TimeUnit.NANOSECONDS));
        return over[0];
    }
}
