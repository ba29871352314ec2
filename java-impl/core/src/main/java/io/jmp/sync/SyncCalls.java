package io.jmp.sync;

import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.PythonError;
import io.jmp.wait.Timeouts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What the Python package calls to synchronise. See {@link io.jmp.python} for the rules. */
public final class SyncCalls {

    /** A lock that a thread let go to wait for a condition, and did not get back because it was interrupted. */
    private record Lost(ProcessLock lock, int holds) {}

    private final Supplier<JvmProcess> self;
    /** What the threads of this interpreter have lost. Almost always empty. */
    private final Map<Thread, Lost> lost = new ConcurrentHashMap<>();

    /**
     * @param self the process that calls
     */
    public SyncCalls(Supplier<JvmProcess> self) {
        this.self = self;
    }

    public ProcessLock createLock(boolean reentrant) {
        return new ProcessLock(reentrant);
    }

    /** Takes a lock; false when the time ran out. */
    @Blocking
    public boolean acquire(ProcessLock lock, double timeout) throws InterruptedException {
        return lock.acquire(self.get(), Timeouts.nanos(timeout));
    }

    public void release(ProcessLock lock) {
        if (lost.isEmpty() || !releaseLost(lock)) {
            lock.release(self.get());
        }
    }

    /**
     * A thread that is being stopped may still leave the {@code with} statement around its wait: the lock that it does not
     * hold any more is not to be taken away from somebody else.
     */
    private boolean releaseLost(ProcessLock lock) {
        Lost mine = lost.get(Thread.currentThread());
        if (mine == null || mine.lock() != lock) {
            return false;
        }
        if (mine.holds() > 1) {
            lost.put(Thread.currentThread(), new Lost(lock, mine.holds() - 1));
        } else {
            lost.remove(Thread.currentThread());
        }
        return true;
    }

    public boolean isLocked(ProcessLock lock) {
        return lock.isLocked();
    }

    public boolean isReentrant(ProcessLock lock) {
        return lock.isReentrant();
    }

    /** How often the calling thread holds a lock; -1: another thread of its process does; -2: another process does. */
    public int holds(ProcessLock lock) {
        if (lock.isHeldBy(self.get())) {
            return lock.holdCount();
        }
        if (!lock.isLocked()) {
            return 0;
        }
        return lock.holder() == self.get() ? -1 : -2;
    }

    public ProcessSemaphore createSemaphore(int value, int max) {
        return new ProcessSemaphore(value, max);
    }

    /** Takes one; false when the time ran out. */
    @Blocking
    public boolean acquireSemaphore(ProcessSemaphore semaphore, double timeout) throws InterruptedException {
        return semaphore.acquire(Timeouts.nanos(timeout));
    }

    public void releaseSemaphore(ProcessSemaphore semaphore) {
        semaphore.release();
    }

    public int value(ProcessSemaphore semaphore) {
        return semaphore.value();
    }

    public int max(ProcessSemaphore semaphore) {
        return semaphore.max();
    }

    public ProcessCondition createCondition(ProcessLock lock) {
        return new ProcessCondition(lock);
    }

    public ProcessLock lockOf(ProcessCondition condition) {
        return condition.lock();
    }

    /**
     * Waits for a notification; false when the time ran out. Who is interrupted does not hold the lock: if it lives on, it
     * has to call {@link #retake}.
     */
    @Blocking
    public boolean waitCondition(ProcessCondition condition, double timeout) throws InterruptedException {
        ProcessLock lock = condition.lock();
        int holds = lock.holdCount(); // if the caller is not the holder, the wait fails
        try {
            return condition.awaitOrLeave(self.get(), Timeouts.nanos(timeout));
        } catch (PythonError e) {
            throw e;
        } catch (InterruptedException | RuntimeException | Error e) {
            lost.put(Thread.currentThread(), new Lost(lock, holds));
            throw e;
        }
    }

    /** Takes a lock again that the calling thread did not get back from a wait, as often as it was held. */
    @Blocking
    public void retake(ProcessLock lock) throws InterruptedException {
        Lost mine = lost.get(Thread.currentThread());
        if (mine != null && mine.lock() == lock) {
            lock.retake(self.get(), mine.holds());
            lost.remove(Thread.currentThread());
        }
    }

    public void signal(ProcessCondition condition, int n) {
        condition.signal(self.get(), n);
    }

    public int waiting(ProcessCondition condition) {
        return condition.waiting();
    }

    public ProcessEvent createEvent() {
        return new ProcessEvent();
    }

    public boolean isSet(ProcessEvent event) {
        return event.isSet();
    }

    public void set(ProcessEvent event) {
        event.set();
    }

    public void clear(ProcessEvent event) {
        event.clear();
    }

    /** Waits for an event; false when the time ran out. */
    @Blocking
    public boolean waitEvent(ProcessEvent event, double timeout) throws InterruptedException {
        return event.await(Timeouts.nanos(timeout));
    }

    /** With an action, the last to arrive performs it and calls {@link #acted} or {@link #failed}. */
    public ProcessBarrier createBarrier(int parties, boolean hasAction) {
        return new ProcessBarrier(parties, null, hasAction);
    }

    /** Arrives at a barrier; the number of the arrival. */
    @Blocking
    public int waitBarrier(ProcessBarrier barrier, double timeout) throws InterruptedException {
        return barrier.await(self.get(), Timeouts.nanos(timeout));
    }

    public void acted(ProcessBarrier barrier) {
        barrier.acted();
    }

    public void failed(ProcessBarrier barrier) {
        barrier.failed();
    }

    public void abortBarrier(ProcessBarrier barrier) {
        barrier.abort();
    }

    public void resetBarrier(ProcessBarrier barrier) {
        barrier.reset();
    }

    public int parties(ProcessBarrier barrier) {
        return barrier.parties();
    }

    public int waitingAtBarrier(ProcessBarrier barrier) {
        return barrier.waiting();
    }

    public boolean isBroken(ProcessBarrier barrier) {
        return barrier.isBroken();
    }
}
