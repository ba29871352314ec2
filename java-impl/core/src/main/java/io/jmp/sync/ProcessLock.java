package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Lock;

/**
 * A lock between processes: Python's {@code Lock} and, if reentrant, {@code RLock}.
 *
 * <p>How often it is held is the state of an {@link AbstractQueuedSynchronizer}, with a note of who took it: without
 * contention an acquire or a release is one compare-and-set, and allocates nothing. A reentrant lock belongs to a thread of
 * a process: only that thread may release it, and it may acquire it again. The other kind may be released by anybody, and
 * does not let its holder in a second time. Not fair: who comes may overtake who waits, as with POSIX semaphores. A process
 * that is killed while it holds a lock leaves it locked, as in CPython. Thread-safe.
 *
 * <p>The methods without a process are for Java code that belongs to none; they mean the process {@code null}.
 */
public final class ProcessLock implements Lock, Shared {

    /** The state is how often the lock is held; an argument says how often to take it or to let it go. */
    private final class Holds extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1L;

        int count() {
            return getState();
        }

        /** Only for the holder. */
        void count(int holds) {
            setState(holds);
        }

        @Override
        protected boolean tryAcquire(int times) {
            return getState() == 0 && compareAndSetState(0, times);
        }

        @Override
        protected boolean tryRelease(int times) {
            if (getState() == 0) {
                throw new PythonError("ValueError", "semaphore or lock released too many times");
            }
            thread = null;
            process = null;
            // A lock that is not reentrant may be released by two threads at once: one of them is wrong.
            if (!compareAndSetState(times, 0)) {
                throw new PythonError("ValueError", "semaphore or lock released too many times");
            }
            return true;
        }
    }

    private final boolean reentrant;
    private final Holds holds = new Holds();

    // Plain, since both are always read after the state and written before it is set to 0: a thread that reads its own
    // name here has written it, and nobody has released the lock since.
    private Thread thread;
    private JvmProcess process;

    /**
     * A lock that nobody holds.
     *
     * @param reentrant whether the holder may acquire it again, and nobody else release it
     */
    public ProcessLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    /** {@return whether its holder may acquire it again, and nobody else release it} */
    public boolean isReentrant() {
        return reentrant;
    }

    /**
     * Takes the lock for the calling thread.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting; the lock is not taken
     */
    boolean acquire(JvmProcess caller, long nanos) throws InterruptedException {
        if (reentrant && isHeldBy(caller)) {
            holds.count(holds.count() + 1);
            return true;
        }
        return acquire(caller, nanos, 1);
    }

    private boolean acquire(JvmProcess caller, long nanos, int times) throws InterruptedException {
        if (!holds.tryAcquire(times)) {
            if (nanos == 0) {
                return false;
            }
            Deadline deadline = Deadline.in(nanos);
            boolean[] taken = {false};
            Parking.block(() -> taken[0] = holds.tryAcquireNanos(times, deadline.left()));
            if (!taken[0]) {
                return false;
            }
        }
        own(caller);
        return true;
    }

    private void own(JvmProcess caller) {
        process = caller;
        thread = Thread.currentThread();
    }

    /**
     * Takes the lock, waiting for it. Throws as {@link #acquire(JvmProcess, long)}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void acquire() throws InterruptedException {
        acquire(null, -1);
    }

    /**
     * Takes the lock, waiting for a time that is not negative; returns false when it ran out.
     *
     * @param timeout the longest time to wait
     * @param unit the unit of the time
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return acquire(null, Math.max(0, unit.toNanos(timeout)));
    }

    /**
     * Lets the lock go, once. Does not block.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @throws PythonError {@code ValueError} if it is not locked; {@code AssertionError} if it is reentrant and held by
     *     another thread or by none
     */
    void release(JvmProcess caller) {
        if (reentrant) {
            if (!isHeldBy(caller)) {
                throw new PythonError("AssertionError", "attempt to release recursive lock not owned by thread");
            }
            int count = holds.count();
            if (count > 1) {
                holds.count(count - 1);
                return;
            }
        }
        holds.release(1);
    }

    /** Lets the lock go, once. Throws as {@link #release(JvmProcess)}. */
    public void release() {
        release(null);
    }

    // --- as a Lock ----------------------------------------------------------------------------------------------------

    /** Takes the lock, waiting for it; an interrupt only leaves its mark on the thread. */
    @Override
    public void lock() {
        if (reentrant && isHeldBy(null)) {
            holds.count(holds.count() + 1);
        } else {
            holds.acquire(1);
            own(null);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        acquire(null, -1);
    }

    @Override
    public boolean tryLock() {
        try {
            return acquire(null, 0);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(timeout, unit);
    }

    /**
     * Lets the lock go, once.
     *
     * @throws IllegalMonitorStateException if it is not locked, or if it is reentrant and not held by the calling thread
     */
    @Override
    public void unlock() {
        try {
            release(null);
        } catch (PythonError e) {
            throw new IllegalMonitorStateException(e.getMessage());
        }
    }

    /** A further condition of this lock. */
    @Override
    public ProcessCondition newCondition() {
        return new ProcessCondition(this);
    }

    /** Lets the lock go however often it is held. Only for its holder. */
    void releaseAll() {
        holds.release(holds.count());
    }

    /** Takes the lock as often as {@link #releaseAll} let it go. Interruptible. */
    void retake(JvmProcess caller, int times) throws InterruptedException {
        acquire(caller, -1, times);
    }

    /** As {@link #retake}; an interrupt only leaves its mark on the thread. */
    void retakeUninterruptibly(JvmProcess caller, int times) {
        holds.acquire(times);
        own(caller);
    }

    /**
     * {@return whether the calling thread, in this process, holds it}
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     */
    boolean isHeldBy(JvmProcess caller) {
        return holds.count() != 0 && thread == Thread.currentThread() && process == caller;
    }

    /** {@return whether anybody holds it: a snapshot} */
    public boolean isLocked() {
        return holds.count() != 0;
    }

    /** {@return the process that holds it: a snapshot} Null if nobody does, or Java code that is no process. */
    public JvmProcess holder() {
        return holds.count() == 0 ? null : process;
    }

    /** {@return how often it is held: a snapshot} */
    public int holdCount() {
        return holds.count();
    }

    @Override
    public String rebuilder() {
        return reentrant ? "multiprocessing.synchronize._rebuild_rlock" : "multiprocessing.synchronize._rebuild_lock";
    }

    @Override
    public String toString() {
        return "ProcessLock[" + (reentrant ? "reentrant " : "") + (isLocked() ? "held by " + holder() : "free") + "]";
    }
}
