package io.jmp.sync;

import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.wait.Timeouts;
import java.util.function.Supplier;

/** What the Python package calls to synchronise. See {@link io.jmp.python} for the rules. */
public final class SyncCalls {

    private final Supplier<JvmProcess> self;

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
        lock.release(self.get());
    }

    public boolean isLocked(ProcessLock lock) {
        return lock.isLocked();
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

    /** Waits for a notification; false when the time ran out. */
    @Blocking
    public boolean waitCondition(ProcessCondition condition, double timeout) throws InterruptedException {
        return condition.await(self.get(), Timeouts.nanos(timeout));
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

    public ProcessBarrier createBarrier(int parties, boolean hasAction) {
        return new ProcessBarrier(parties, hasAction);
    }

    /** Arrives at a barrier; the number of the arrival. */
    @Blocking
    public int waitBarrier(ProcessBarrier barrier, double timeout) throws InterruptedException {
        return barrier.await(Timeouts.nanos(timeout));
    }

    public void releaseBarrier(ProcessBarrier barrier) {
        barrier.release();
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
