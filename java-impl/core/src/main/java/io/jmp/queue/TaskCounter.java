package io.jmp.queue;

import io.jmp.python.PythonError;

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
    synchronized boolean await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (unfinished > 0) {
            if (nanos < 0) {
                wait();
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
        return true;
    }
}
