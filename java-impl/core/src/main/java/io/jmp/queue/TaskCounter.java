package io.jmp.queue;

import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;

/**
 * Counts the tasks that were put into a queue and not yet reported done. Thread-safe.
 */
final class TaskCounter {

    private long unfinished;

    synchronized void taskAdded() {
        unfinished++;
    }

    /** One task fewer; wakes those who wait when it was the last. */
    synchronized void taskDone() {
        if (unfinished == 0) {
            throw new PythonError("ValueError", "task_done() called too many times");
        }
        unfinished--;
        if (unfinished == 0) {
            notifyAll();
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
        while (unfinished > 0) {
            if (deadline.left() == 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.left());
        }
        return true;
    }
}
