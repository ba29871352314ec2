package io.jmp.pycsp;

import io.jmp.csp.ProcessThreads;
import io.jmp.csp.process.CspProcess;
import io.jmp.python.PythonFunction.InterpreterGoneException;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process of one interpreter: a virtual thread where the JVM has them, else a platform thread. Thread-safe. */
public final class CspThread {

    /** As much as the main program's thread has; it is not used before it is needed. */
    private static final long STACK_BYTES = 16L << 20;

    private final CspProcess process;
    private final CountDownLatch ended = new CountDownLatch(1);

    private CspThread(String name) {
        process = CspProcess.child(name);
    }

    /** Starts a thread. It does not keep the JVM alive. */
    static CspThread start(String name, Runnable body) {
        CspThread started = new CspThread(name);
        started.thread(() -> started.run(body)).start();
        return started;
    }

    private Thread thread(Runnable run) {
        if (ProcessThreads.best() == ProcessThreads.VIRTUAL) {
            return ProcessThreads.VIRTUAL.newThread(process.name(), run);
        }
        Thread thread = new Thread(null, run, process.name(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    private void run(Runnable body) {
        process.begin();
        try {
            body.run();
        } catch (InterpreterGoneException e) {
            // nobody is left to be told
        } finally {
            process.end();
            ended.countDown();
        }
    }

    /** Waits for the end; false when the time ran out. */
    boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        Deadline deadline = Deadline.in(unit.toNanos(timeout));
        boolean[] over = {false};
        Parking.block(() -> over[0] = ended.await(deadline.left(), TimeUnit.NANOSECONDS));
        return over[0];
    }
}
