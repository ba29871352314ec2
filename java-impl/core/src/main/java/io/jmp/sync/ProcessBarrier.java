package io.jmp.sync;

import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;

/**
 * A barrier between processes: Python's {@code Barrier}.
 *
 * <p>Each round is an object of its own, so those who leave one round and those who come for the next do not meet. Where
 * there is an action, the last to arrive runs it while the others go on waiting, and reports with {@link #release} or
 * {@link #abort}. A wait that times out or is interrupted breaks the barrier for all. Thread-safe.
 */
public final class ProcessBarrier {

    private static final class Round {
        int arrived;
        boolean released;
        boolean broken;
    }

    private final int parties;
    private final boolean hasAction;
    private Round round = new Round();
    private boolean broken;

    /**
     * @param parties how many must arrive
     * @param hasAction whether the last to arrive has something to do before all go on
     */
    public ProcessBarrier(int parties, boolean hasAction) {
        this.parties = parties;
        this.hasAction = hasAction;
    }

    public int parties() {
        return parties;
    }

    /** How many wait: a snapshot. */
    public synchronized int waiting() {
        return broken || round.arrived == parties ? 0 : round.arrived;
    }

    public synchronized boolean isBroken() {
        return broken;
    }

    /**
     * Arrives and waits for the others.
     *
     * @param nanos the longest time to wait; negative means for ever
     * @return the number of this arrival, from 0. The last, {@code parties - 1}, returns at once; if there is an action it
     *     has to run it, then to call {@link #release} or {@link #abort}
     * @throws PythonError {@code threading.BrokenBarrierError} if the barrier is broken or reset meanwhile, or the time ran
     *     out
     */
    public int await(long nanos) throws InterruptedException {
        Deadline deadline = Deadline.in(nanos);
        while (true) {
            Round mine;
            int index;
            synchronized (this) {
                checkUnbroken(broken);
                mine = round;
                if (mine.arrived < parties) {
                    index = mine.arrived++;
                    if (mine.arrived == parties) {
                        if (!hasAction) {
                            release();
                        }
                        return index;
                    }
                } else {
                    index = -1; // the action of the last round is still running
                }
            }
            awaitEnd(mine, deadline);
            if (index >= 0) {
                return index;
            }
        }
    }

    /** Waits until a round is over. Whatever ends the wait before that breaks the barrier. */
    private void awaitEnd(Round awaited, Deadline deadline) throws InterruptedException {
        boolean over = false;
        try {
            Parking.block(() -> pause(awaited, deadline));
            over = true;
        } finally {
            synchronized (this) {
                over = over && (awaited.released || awaited.broken);
                if (!over && awaited == round) {
                    abort();
                }
            }
        }
        synchronized (this) {
            checkUnbroken(awaited.broken);
        }
    }

    private synchronized void pause(Round awaited, Deadline deadline) throws InterruptedException {
        while (!awaited.released && !awaited.broken && deadline.left() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline.left());
        }
    }

    private static void checkUnbroken(boolean isBroken) {
        if (isBroken) {
            throw new PythonError("threading.BrokenBarrierError", "");
        }
    }

    /** The action is done: all go on, and the next round begins. */
    public synchronized void release() {
        round.released = true;
        round = new Round();
        notifyAll();
    }

    /** Breaks the barrier until it is reset. */
    public synchronized void abort() {
        broken = true;
        round.broken = true;
        notifyAll();
    }

    /** Begins anew; those who wait get an error. */
    public synchronized void reset() {
        if (round.arrived > 0) {
            round.broken = true;
        }
        round = new Round();
        broken = false;
        notifyAll();
    }
}
