package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A barrier between processes: Python's {@code Barrier}.
 *
 * <p>Each round is an object of its own, so those who leave one round and those who come for the next do not meet (the
 * generations of {@link java.util.concurrent.CyclicBarrier}). The last to arrive performs the action, while the others wait
 * on, without a limit of time. A wait whose time runs out, or that is interrupted, breaks the barrier for all until it is
 * {@linkplain #reset reset}; so does an action that fails, and the end of the process that performs it: nobody is left
 * waiting for a party that is gone. Thread-safe.
 */
public final class ProcessBarrier implements Shared {

    private enum Phase { FILLING, ACTING, PASSED, BROKEN }

    /** Guarded by the mutex. */
    private static final class Round {
        Phase phase = Phase.FILLING;
        int arrived;
        /** Who performs the action, where that is the caller's business. */
        Thread actor;
        JvmProcess process;
        /** Breaks the round when that process ends. */
        Runnable guard;

        boolean isUnderWay() {
            return phase == Phase.FILLING || phase == Phase.ACTING;
        }
    }

    private final int parties;
    private final Runnable action;
    /** Whether the last to arrive has something to do that is not the action here. */
    private final boolean callerActs;

    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition changed = mutex.newCondition();
    private Round round = new Round();

    /**
     * A barrier without an action. Throws as {@link #ProcessBarrier(int, Runnable)}.
     *
     * @param parties how many must arrive
     */
    public ProcessBarrier(int parties) {
        this(parties, null, false);
    }

    /**
     * A barrier.
     *
     * @param parties how many must arrive
     * @param action what the last to arrive, on its own thread, does before all go on
     * @throws PythonError {@code ValueError} if there is not at least one party
     */
    public ProcessBarrier(int parties, Runnable action) {
        this(parties, action, false);
    }

    /** With {@code callerActs} the last whom {@link #await} lets through has to call {@link #acted} or {@link #failed}. */
    ProcessBarrier(int parties, Runnable action, boolean callerActs) {
        if (parties < 1) {
            throw new PythonError("ValueError", "parties must be > 0");
        }
        this.parties = parties;
        this.action = action;
        this.callerActs = callerActs;
    }

    /** {@return how many must arrive} */
    public int parties() {
        return parties;
    }

    /** {@return how many have arrived for the round that is under way: a snapshot} */
    public int waiting() {
        mutex.lock();
        try {
            return round.isUnderWay() ? round.arrived : 0;
        } finally {
            mutex.unlock();
        }
    }

    /** {@return whether it is broken: a snapshot} */
    public boolean isBroken() {
        mutex.lock();
        try {
            return round.phase == Phase.BROKEN;
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Arrives and waits for the others.
     *
     * @param caller the process of the calling thread; null for Java code that is no process
     * @param nanos the longest time to wait for the others to arrive; negative means for ever
     * @return the number of this arrival: from 0 to {@code parties - 1} for the last
     * @throws PythonError {@code threading.BrokenBarrierError} if the barrier is broken or reset meanwhile, or the time ran
     *     out
     * @throws InterruptedException if interrupted while waiting; if this party had arrived, the barrier is broken
     */
    int await(JvmProcess caller, long nanos) throws InterruptedException {
        Deadline deadline = Deadline.in(nanos);
        int index = -1;
        while (index < 0) {
            Round mine;
            mutex.lock();
            try {
                mine = round;
                checkUnbroken(mine);
                if (mine.phase == Phase.FILLING) {
                    index = mine.arrived++;
                }
                if (index == parties - 1) {
                    if (action == null && !callerActs) {
                        pass(mine);
                        return index;
                    }
                    act(mine, caller);
                    break;
                }
            } finally {
                mutex.unlock();
            }
            if (index >= 0) {
                awaitOthers(mine, deadline);
                return index;
            }
            awaitWhile(mine, Phase.ACTING, Deadline.in(-1));
        }
        if (action != null) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                failed();
                throw e;
            }
            acted();
        }
        return index;
    }

    /**
     * Arrives and waits for the others, as Java's own barriers do.
     *
     * @return the number of this arrival: from 0 to {@code parties - 1} for the last
     * @throws BrokenBarrierException if the barrier is broken or reset meanwhile
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(null, -1);
        } catch (PythonError e) {
            throw new BrokenBarrierException(e.getMessage());
        }
    }

    private void awaitOthers(Round mine, Deadline deadline) throws InterruptedException {
        boolean over = false;
        try {
            awaitWhile(mine, Phase.FILLING, deadline);
            awaitWhile(mine, Phase.ACTING, Deadline.in(-1));
            over = true;
        } finally {
            mutex.lock();
            try {
                if (!over || mine.phase == Phase.FILLING) {
                    breakUp(mine);
                }
            } finally {
                mutex.unlock();
            }
        }
        checkUnbroken(mine);
    }

    /** Waits as long as a round is in a phase, or until the time is over. */
    private void awaitWhile(Round awaited, Phase phase, Deadline deadline) throws InterruptedException {
        Parking.block(() -> {
            mutex.lockInterruptibly();
            try {
                while (awaited.phase == phase && deadline.left() > 0) {
                    changed.awaitNanos(deadline.left());
                }
            } finally {
                mutex.unlock();
            }
        });
    }

    private static void checkUnbroken(Round round) {
        if (round.phase == Phase.BROKEN) {
            throw new PythonError("threading.BrokenBarrierError", "");
        }
    }

    private void act(Round mine, JvmProcess caller) {
        mine.phase = Phase.ACTING;
        mine.actor = Thread.currentThread();
        if (caller != null) {
            mine.process = caller;
            mine.guard = () -> breakUpIfActing(mine);
            caller.onExit(mine.guard);
        }
    }

    private void breakUpIfActing(Round acting) {
        mutex.lock();
        try {
            if (acting.phase == Phase.ACTING) {
                breakUp(acting);
            }
        } finally {
            mutex.unlock();
        }
    }

    /**
     * The calling thread has performed the action: all go on.
     *
     * @throws PythonError {@code threading.BrokenBarrierError} if the barrier was broken or reset meanwhile
     */
    void acted() {
        mutex.lock();
        try {
            if (round.actor != Thread.currentThread() || round.phase != Phase.ACTING) {
                throw new PythonError("threading.BrokenBarrierError", "");
            }
            pass(round);
        } finally {
            mutex.unlock();
        }
    }

    /** The calling thread has not performed the action: the barrier breaks, if nothing else has broken or reset it. */
    void failed() {
        mutex.lock();
        try {
            if (round.actor == Thread.currentThread()) {
                breakUp(round);
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Breaks the barrier until it is reset: those who wait get an error, and so do those who come. Does not block. */
    public void abort() {
        mutex.lock();
        try {
            breakUp(round);
        } finally {
            mutex.unlock();
        }
    }

    /** Begins anew, empty and whole; those who wait get an error. Does not block. */
    public void reset() {
        mutex.lock();
        try {
            breakUp(round);
            round = new Round();
        } finally {
            mutex.unlock();
        }
    }

    private void pass(Round full) {
        end(full, Phase.PASSED);
        round = new Round();
    }

    private void breakUp(Round broken) {
        if (broken.isUnderWay()) {
            end(broken, Phase.BROKEN);
        }
    }

    private void end(Round ended, Phase how) {
        ended.phase = how;
        if (ended.process != null) {
            ended.process.forget(ended.guard);
        }
        changed.signalAll();
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.synchronize._rebuild_barrier";
    }

    @Override
    public String toString() {
        return "ProcessBarrier[" + (isBroken() ? "broken]" : waiting() + "/" + parties + "]");
    }
}
