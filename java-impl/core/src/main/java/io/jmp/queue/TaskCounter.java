package io.jmp.queue;

import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the tasks that were put into a queue and not yet reported done. Thread-safe.
 */
final class TaskCounter {

    private final AtomicLong unfinished = new AtomicLong();

    void taskAdded() {
        unfinished.incrementAndGet();
    }

    /** One task fewer; wakes those who wait when it was the last. */
    void taskDone() {
        long before;
        do {
            before = unfinished.get();
            if (before == 0) {
                throw new PythonError("ValueError", "task_done() called too many times");
            }
        } while (!unfinished.compareAndSet(before, before - 1));
        if (before == 1) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until all tasks are done; returns false when the time (nanoseconds, negative for ever) ran out first. */
    boolean await(long nanos) throws InterruptedException {
        Deadline deadline = Deadline.in(nanos);
        boolean[] done = {false};
        Parking.block(() -> done[0] = await(deadline));
        return done[0];
    }

    private synchronized boolean await(Deadline deadline) throws InterruptedException {
        while (unfinished.get() > 0) {
            if (deadline.left() == 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.left());
        }
        return true;
    }
}
