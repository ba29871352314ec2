package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A condition variable between processes: Python's {@code Condition}.
 *
 * <p>Waiters stand in a queue, each with a latch of its own; a notification takes the first ones out and opens theirs. So
 * there are no spurious wake-ups, and none is lost: a waiter stands in the queue before it lets the lock go, and one that
 * is interrupted when it was already notified hands the notification on. First come, first notified. Thread-safe.
 */
public final class ProcessCondition implements Condition, Shared {

    private final ProcessLock lock;
    /** Those who wait, in the order of their coming. Guards itself; taken after the lock or without it. */
    private final Set<CountDownLatch> waiters = new LinkedHashSet<>();

    /**
     * A condition.
     *
     * @param lock what guards it
     */
    public ProcessCondition(ProcessLock lock) {
        this.lock = lock;
    }

    /** {@return the lock that guards it} */
    public ProcessLock lock() {
        return lock;
    }

    /** {@return how many wait: a snapshot} */
    public int waiting() {
        synchronized (waiters) {
            return waiters.size();
        }
    }

    /**
     * Lets the lock go, waits for a notification, and takes the lock again, as often as it was held.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @param nanos the longest time to wait for the notification; negative means for ever
     * @return false if the time ran out
     * @throws PythonError {@code AssertionError} if the caller does not hold the lock
     * @throws InterruptedException if interrupted while waiting for the notification. The lock is held again then. An
     *     interrupt that comes while the lock is being taken leaves its mark on the thread, and no more
     */
    boolean await(JvmProcess caller, long nanos) throws InterruptedException {
        int holds = checkHeld(caller);
        boolean notified;
        try {
            notified = awaitNotification(nanos);
        } catch (InterruptedException | RuntimeException | Error e) {
            lock.retakeUninterruptibly(caller, holds);
            throw e;
        }
        lock.retakeUninterruptibly(caller, holds);
        return notified;
    }

    /**
     * As {@link #await}, but an interrupt is obeyed at once, at any time: the lock is not held then.
     *
     * <p>For interpreters. One that is killed unwinds nothing: had it taken the lock again, nobody would release it.
     */
    boolean awaitOrLeave(JvmProcess caller, long nanos) throws InterruptedException {
        int holds = checkHeld(caller);
        boolean notified = awaitNotification(nanos);
        try {
            lock.retake(caller, holds);
        } catch (InterruptedException | RuntimeException | Error e) {
            if (notified) {
                wake(1);
            }
            throw e;
        }
        return notified;
    }

    private int checkHeld(JvmProcess caller) {
        if (!lock.isHeldBy(caller)) {
            throw new PythonError("AssertionError", "must acquire() condition before using wait()");
        }
        return lock.holdCount();
    }

    /** Lets the lock go and waits, without the lock at the end. */
    private boolean awaitNotification(long nanos) throws InterruptedException {
        CountDownLatch waiter = new CountDownLatch(1);
        synchronized (waiters) {
            waiters.add(waiter);
        }
        boolean released = false;
        try {
            lock.releaseAll();
            released = true;
            Deadline deadline = Deadline.in(nanos);
            boolean[] notified = {false};
            Parking.block(() -> notified[0] = waiter.await(deadline.left(), TimeUnit.NANOSECONDS));
            return notified[0] || !leave(waiter);
        } catch (InterruptedException | RuntimeException | Error e) {
            if (!leave(waiter) && released) {
                wake(1);
            }
            throw e;
        }
    }

    /** Takes a waiter out of the queue; false if a notification did so before. */
    private boolean leave(CountDownLatch waiter) {
        synchronized (waiters) {
            return waiters.remove(waiter);
        }
    }

    /**
     * Wakes those who wait longest. They go on when they get the lock. Does not block.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @param n how many at the most
     * @throws PythonError {@code AssertionError} if the caller does not hold the lock
     */
    void signal(JvmProcess caller, int n) {
        if (!lock.isHeldBy(caller)) {
            throw new PythonError("AssertionError", "lock is not owned");
        }
        wake(n);
    }

    /**
     * Wakes all who wait. Throws as {@link #signal}.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     */
    void signalAll(JvmProcess caller) {
        signal(caller, Integer.MAX_VALUE);
    }

    // --- as a Condition -----------------------------------------------------------------------------------------------

    /** Waits for a notification. Throws {@link IllegalMonitorStateException} if the caller does not hold the lock. */
    @Override
    public void await() throws InterruptedException {
        awaitHeld(-1);
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return awaitHeld(Math.max(0, unit.toNanos(timeout)));
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        Deadline deadline = Deadline.in(Math.max(0, nanos));
        return awaitHeld(Math.max(0, nanos)) ? Math.max(1, deadline.left()) : 0;
    }

    @Override
    public boolean awaitUntil(Date end) throws InterruptedException {
        return await(end.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitUninterruptibly() {
        boolean interrupted = Thread.interrupted();
        try {
            awaitHeld(-1);
        } catch (InterruptedException e) {
            interrupted = true; // a wake-up without a notification is allowed: callers look at what they wait for
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void signal() {
        signalHeld(1);
    }

    @Override
    public void signalAll() {
        signalHeld(Integer.MAX_VALUE);
    }

    private boolean awaitHeld(long nanos) throws InterruptedException {
        if (!lock.isHeldBy(null)) {
            throw new IllegalMonitorStateException("the lock is not held");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return await(null, nanos);
    }

    private void signalHeld(int n) {
        if (!lock.isHeldBy(null)) {
            throw new IllegalMonitorStateException("the lock is not held");
        }
        signal(null, n);
    }

    private void wake(int n) {
        synchronized (waiters) {
            Iterator<CountDownLatch> next = waiters.iterator();
            for (int i = 0; i < n && next.hasNext(); i++) {
                next.next().countDown();
                next.remove();
            }
        }
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.synchronize._rebuild_condition";
    }

    @Override
    public String toString() {
        return "ProcessCondition[" + lock + " waiting=" + waiting() + "]";
    }
}
