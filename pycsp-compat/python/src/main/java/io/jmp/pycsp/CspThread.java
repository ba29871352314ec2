package io.jmp.pycsp;

import io.jmp.python.PythonFunction.InterpreterGoneException;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process of one interpreter: a virtual thread where the JVM has them, else a platform thread. Thread-safe. */
public final class CspThread {

    /** As much as the main program's thread has; it is not used before it is needed. */
    private static final long STACK_BYTES = 16L << 20;

    /** Makes a virtual thread; null before Java 21. */
    private static final MethodHandle VIRTUAL = virtual();

    private final CountDownLatch ended = new CountDownLatch(1);

    private CspThread() {}

    private static MethodHandle virtual() {
        try {
            return MethodHandles.publicLookup().findStatic(Thread.class, "startVirtualThread",
                    MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Starts a thread. It does not keep the JVM alive. */
    static CspThread start(String name, Runnable body) {
        CspThread process = new CspThread();
        Runnable run = () -> {
            Thread.currentThread().setName(name);
            try {
                body.run();
            } catch (InterpreterGoneException e) {
                // nobody is left to be told
            } finally {
                process.ended.countDown();
            }
        };
        if (VIRTUAL == null) {
            Thread thread = new Thread(null, run, name, STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        } else {
            try {
                Thread ignored = (Thread) VIRTUAL.invokeExact(run);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
        return process;
    }

    boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        Deadline deadline = Deadline.in(unit.toNanos(timeout));
        boolean[] over = {false};
        Parking.block(() -> over[0] = ended.await(deadline.left(), TimeUnit.NANOSECONDS));
        return over[0];
    }
}
