package io.jmp.pool;

import io.jmp.python.PythonFunction;
import io.jmp.wait.Parking;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The daemon thread of a pool that calls the owner: when a worker has ended, so that the owner can replace it, and when a job is
 * complete whose completion has to be announced. It calls once for each, in their order. Thread-safe.
 */
final class Handler {

    /** What the owner is called for, beside the positive numbers of jobs. */
    static final long WORKER_ENDED = 0;

    /** A reason to call the owner; neither a job nor a worker: only to look whether all is over. */
    private record Event(Job job, boolean workerEnded) {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch handled = new CountDownLatch(1);
    private final BooleanSupplier isOver;
    private final Runnable ownerGone;
    /** Null before the start. */
    private volatile Thread thread;

    /**
     * @param isOver whether the thread may end, as far as the pool knows; looked at after each call
     * @param ownerGone what to do when the owner cannot be called any more
     */
    Handler(BooleanSupplier isOver, Runnable ownerGone) {
        this.isOver = isOver;
        this.ownerGone = ownerGone;
    }

    /** Starts the thread. */
    void start(PythonFunction owner) {
        thread = new Thread(() -> run(owner), "jmp-pool-handler");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(PythonFunction owner) {
        try {
            while (!isOver.getAsBoolean()) {
                Event event = events.take();
                try {
                    if (event.job != null) {
                        owner.call(event.job.number(), null);
                    } else if (event.workerEnded) {
                        owner.call(WORKER_ENDED, null);
                    }
                } finally {
                    if (event.job != null) {
                        event.job.release();
                    }
                }
            }
        } catch (InterruptedException | PythonFunction.InterpreterGoneException e) {
            ownerGone.run();
            for (Event event = events.poll(); event != null; event = events.poll()) {
                if (event.job != null) {
                    event.job.release();
                }
            }
        } finally {
            handled.countDown();
        }
    }

    void jobComplete(Job job) {
        events.add(new Event(job, false));
    }

    void workerEnded() {
        events.add(new Event(null, true));
    }

    /** All may be over now. */
    void look() {
        events.add(new Event(null, false));
    }

    /** Whether it has nothing to call the owner for. */
    boolean isIdle() {
        return events.isEmpty();
    }

    /** Waits until the owner was called for the last time. From within such a call it does not wait. */
    void awaitEnd() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            Parking.block(handled::await);
        }
    }

    /** Waits for a time in nanoseconds; returns false when it ran out. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return handled.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether {@link #awaitEnd} would not wait. */
    boolean isEnded() {
        return handled.getCount() == 0;
    }
}
