package io.jmp.queue;

import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts the tasks that were put into a queue and not yet reported done. Thread-safe.
 */
final class TaskCounter {

    /** How many tasks were put: it grows before anybody can take the task. */
    private final LongSupplier added;
    private final AtomicLong done = new AtomicLong();

    TaskCounter(LongSupplier added) {
        this.added = added;
    }

    /** One task fewer; wakes those who wait when it was the last. */
    void taskDone() {
        long before;
        do {
            before = done.get();
            if (before >= added.getAsLong()) {
                throw new PythonError("ValueError", "task_done() called too many times");
            }
        } while (!done.compareAndSet(before, before + 1));
        if (before + 1 == added.getAsLong()) {
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
        while (done.get() < added.getAsLong()) {
            if (deadline.left() == 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.left());
        }
        return true;
    }
}
