package io.jmp.sync;

import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A condition variable between processes: Python's {@code Condition}.
 *
 * <p>Waiters stand in a queue, each with a semaphore of its own; a notification takes the first ones out and releases
 * theirs. So there are no spurious wake-ups, and none is lost: a waiter that is interrupted just when it was notified hands
 * the notification on. Thread-safe.
 */
public final class ProcessCondition {

    private final ProcessLock lock;
    private final Deque<Semaphore> waiters = new ArrayDeque<>();

    public ProcessCondition(ProcessLock lock) {
        this.lock = lock;
    }

    /** The lock that guards it. */
    public ProcessLock lock() {
        return lock;
    }

    /** How many wait: a snapshot. */
    public int waiting() {
        synchronized (waiters) {
            return waiters.size();
        }
    }

    /**
     * Lets the lock go, waits for a notification, and takes the lock again, as often as it was held.
     *
     * @param nanos the longest time to wait for the notification; negative means for ever
     * @return false if the time ran out
     * @throws PythonError {@code AssertionError} if the caller does not hold the lock
     * @throws InterruptedException if interrupted while waiting. The lock is held again then, unless a second interrupt came
     *     while it was being taken
     */
    public boolean await(JvmProcess caller, long nanos) throws InterruptedException {
        if (!lock.isHeldBy(caller)) {
            throw new PythonError("AssertionError", "must acquire() condition before using wait()");
        }
        Semaphore waiter = new Semaphore(0);
        synchronized (waiters) {
            waiters.addLast(waiter);
        }
        int holds = lock.releaseAll();
        Deadline deadline = Deadline.in(nanos);
        boolean[] notified = {false};
        boolean ended = false;
        try {
            Parking.block(() -> notified[0] = waiter.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS));
            ended = true;
        } finally {
            if (!notified[0] && !leave(waiter)) {
                // Notified in the last moment.
                if (ended) {
                    notified[0] = true;
                } else {
                    wake(1);
                }
            }
            lock.reacquire(caller, holds);
        }
        return notified[0];
    }

    /** Takes a waiter out of the queue; false if a notification did so before. */
    private boolean leave(Semaphore waiter) {
        synchronized (waiters) {
            return waiters.remove(waiter);
        }
    }

    /**
     * Wakes waiters.
     *
     * @param n how many at the most
     * @throws PythonError {@code AssertionError} if the caller does not hold the lock
     */
    public void signal(JvmProcess caller, int n) {
        if (!lock.isHeldBy(caller)) {
            throw new PythonError("AssertionError", "lock is not owned");
        }
        wake(n);
    }

    private void wake(int n) {
        synchronized (waiters) {
            for (int i = 0; i < n && !waiters.isEmpty(); i++) {
                waiters.removeFirst().release();
            }
        }
    }
}
