package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * A counting semaphore between processes: Python's {@code Semaphore} and, with a bound, {@code BoundedSemaphore}.
 *
 * <p>The count is the state of an {@link AbstractQueuedSynchronizer}: without contention an acquire or a release is one
 * compare-and-set, and allocates nothing. Not fair: who comes may overtake who waits, as with POSIX semaphores. Anybody may
 * release. A process that ends keeps what it acquired, as in CPython. Thread-safe.
 */
public final class ProcessSemaphore implements Shared {

    /** The largest value that a semaphore can have: POSIX's {@code SEM_VALUE_MAX}. */
    public static final int MAX_VALUE = Integer.MAX_VALUE;

    private static final class Count extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1L;
        private final int max;

        Count(int value, int max) {
            this.max = max;
            setState(value);
        }

        int value() {
            return getState();
        }

        @Override
        protected int tryAcquireShared(int ignored) {
            while (true) {
                int value = getState();
                if (value == 0) {
                    return -1;
                }
                if (compareAndSetState(value, value - 1)) {
                    return value - 1;
                }
            }
        }

        @Override
        protected boolean tryReleaseShared(int ignored) {
            while (true) {
                int value = getState();
                if (value == max) {
                    throw new PythonError("ValueError", "semaphore or lock released too many times");
                }
                if (compareAndSetState(value, value + 1)) {
                    return true;
                }
            }
        }
    }

    private final Count count;

    /**
     * A semaphore without a bound of its own: its maximum is {@link #MAX_VALUE}.
     *
     * @param value the new value
     */
    public ProcessSemaphore(int value) {
        this(value, MAX_VALUE);
    }

    /**
     * A semaphore.
     *
     * @param value how often it can be acquired before the first release
     * @param max the highest value that releases may give it
     * @throws PythonError {@code ValueError} if the value is negative or above the highest
     */
    public ProcessSemaphore(int value, int max) {
        if (value < 0 || value > max) {
            throw new PythonError("ValueError", "semaphore initial value must be between 0 and its maximum");
        }
        count = new Count(value, max);
    }

    /**
     * Takes one, waiting for a release if there is none.
     *
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting; nothing is taken
     */
    boolean acquire(long nanos) throws InterruptedException {
        if (count.tryAcquireShared(1) >= 0) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        Deadline deadline = Deadline.in(nanos);
        boolean[] taken = {false};
        Parking.block(() -> taken[0] = count.tryAcquireSharedNanos(1, deadline.left()));
        return taken[0];
    }

    /**
     * Takes one, waiting for a release if there is none. Throws as {@link #acquire(long)}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void acquire() throws InterruptedException {
        acquire(-1);
    }

    /**
     * Takes one if there is one. Does not block.
     *
     * @return whether there was one
     */
    public boolean tryAcquire() {
        return count.tryAcquireShared(1) >= 0;
    }

    /**
     * Takes one, waiting for a time that is not negative; returns false when it ran out.
     *
     * @param timeout the longest time to wait
     * @param unit the unit of the time
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return acquire(Math.max(0, unit.toNanos(timeout)));
    }

    /**
     * Gives one back. Any process may do so. Does not block.
     *
     * @throws PythonError {@code ValueError} if the value is at its maximum
     */
    public void release() {
        count.releaseShared(1);
    }

    /** {@return how often it can be acquired now: a snapshot} */
    public int value() {
        return count.value();
    }

    /** {@return the highest value that releases may give it} */
    public int max() {
        return count.max;
    }

    @Override
    public String rebuilder() {
        return max() == MAX_VALUE
                ? "multiprocessing.synchronize._rebuild_semaphore"
                : "multiprocessing.synchronize._rebuild_bounded_semaphore";
    }

    @Override
    public String toString() {
        return "ProcessSemaphore[value=" + value() + (max() == MAX_VALUE ? "]" : " max=" + max() + "]");
    }
}
