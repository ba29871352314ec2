package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;

/**
 * A lock between processes: Python's {@code Lock} and, if reentrant, {@code RLock}.
 *
 * <p>A semaphore of one, and a note of who took it. A reentrant lock belongs to a thread of a process: only that thread may
 * release it, and it may acquire it again. The other kind may be released by anybody. A process that is killed while it
 * holds a lock leaves it locked, as in CPython. Thread-safe; without contention no operation allocates or parks.
 */
public final class ProcessLock implements Shared {

    private final boolean reentrant;
    private final ProcessSemaphore semaphore = new ProcessSemaphore(1, 1);

    // Written by the holder alone. The thread decides; it belongs to the process for as long as it holds the lock.
    private volatile Thread thread;
    private volatile JvmProcess process;
    private volatile int holds;

    /**
     * @param reentrant whether the holder may acquire it again, and nobody else release it
     */
    public ProcessLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    /**
     * Takes the lock for the calling thread.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if the time ran out
     */
    public boolean acquire(JvmProcess caller, long nanos) throws InterruptedException {
        if (reentrant && isHeldBy(caller)) {
            holds++;
            return true;
        }
        if (!semaphore.acquire(nanos)) {
            return false;
        }
        own(caller, 1);
        return true;
    }

    /**
     * Lets the lock go, once.
     *
     * @throws PythonError {@code ValueError} if it is not locked; {@code AssertionError} if it is reentrant and held by
     *     another thread or by none
     */
    public void release(JvmProcess caller) {
        if (reentrant) {
            if (!isHeldBy(caller)) {
                throw new PythonError("AssertionError", "attempt to release recursive lock not owned by thread");
            }
            if (holds > 1) {
                holds--;
                return;
            }
        } else if (semaphore.value() == 1) {
            throw new PythonError("ValueError", "semaphore or lock released too many times");
        }
        disown();
        semaphore.release();
    }

    /** Lets the lock go however often it is held; returns how often that was. Only for its holder. */
    int releaseAll() {
        int count = holds;
        disown();
        semaphore.release();
        return count;
    }

    /** Takes the lock as often as {@link #releaseAll} let it go. */
    void reacquire(JvmProcess caller, int count) throws InterruptedException {
        semaphore.acquire(-1);
        own(caller, count);
    }

    private void own(JvmProcess caller, int count) {
        process = caller;
        thread = Thread.currentThread();
        holds = count;
    }

    private void disown() {
        holds = 0;
        thread = null;
        process = null;
    }

    /** Whether the calling thread, in this process, holds it. */
    public boolean isHeldBy(JvmProcess caller) {
        return thread == Thread.currentThread() && process == caller;
    }

    /** Whether any thread holds it. */
    public boolean isLocked() {
        return semaphore.value() == 0;
    }

    /** The process that holds it, or null. */
    public JvmProcess holder() {
        return process;
    }

    /** How often its holder has acquired it. */
    public int holdCount() {
        return holds;
    }

    @Override
    public String rebuilder() {
        return reentrant ? "multiprocessing.synchronize._rebuild_rlock" : "multiprocessing.synchronize._rebuild_lock";
    }
}
