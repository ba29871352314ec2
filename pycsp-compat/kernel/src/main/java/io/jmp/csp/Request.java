package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import io.jmp.csp.process.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One wait of one process, for one or several offers, of which at most one is ever chosen. The choice is a single
 * compare-and-set, from nothing to the chosen offer; whoever succeeds with it has committed the process.
 */
final class Request implements Waiting.Operation, Wait {

    private static final VarHandle CHOSEN;
    /** Chosen when the process itself gives up. */
    private static final Offer WITHDRAWN = new Offer(null, null, -1, null);

    static {
        try {
            CHOSEN = MethodHandles.lookup().findVarHandle(Request.class, "chosen", Offer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final CspProcess process;
    private final Thread thread;
    private volatile Offer chosen;
    /** When to give up, as {@link System#nanoTime()}; only if timed. */
    private long deadline;
    private boolean timed;
    /** What was left in channels' queues; entries may be null. Published by the process's wait. */
    private Offer[] offers;

    /** A request of the calling thread's process. */
    Request() {
        this.process = CspProcess.current();
        this.thread = Thread.currentThread();
    }

    /** Commits the process to an offer; false if it was committed before. */
    boolean choose(Offer offer) {
        return chosen == null && CHOSEN.compareAndSet(this, null, offer);
    }

    /** Wakes the process after it was committed by another. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Waits until an offer is chosen.
     *
     * @param nanos the longest time to wait; negative for ever
     * @return the offer; null if the time ran out, then none will be
     * @throws InterruptedException if interrupted; then none will be chosen
     */
    Offer await(long nanos, Offer... waiting) throws InterruptedException {
        if (nanos >= 0) {
            timed = true;
            deadline = System.nanoTime() + nanos;
        }
        offers = waiting;
        begins();
        try {
            do {
                Waiting.block(this);
            } while (chosen == null && !isLate());
        } catch (InterruptedException e) {
            if (choose(WITHDRAWN)) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            choose(WITHDRAWN);
            throw e;
        } finally {
            ends();
        }
        choose(WITHDRAWN);
        return chosen == WITHDRAWN ? null : chosen;
    }

    private void begins() {
        process.waits(this);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.waitBegan(process, this, System.nanoTime());
        }
    }

    private void ends() {
        process.waits(null);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.waitEnded(process, this, System.nanoTime());
        }
    }

    @Override
    public boolean isOver() {
        return chosen != null;
    }

    @Override
    public boolean mayEndOtherwise() {
        if (timed) {
            return true;
        }
        for (Offer offer : offers) {
            if (offer != null && offer.channel().isShared()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (Offer offer : offers) {
            if (offer != null) {
                Channel<?> channel = offer.channel();
                points.add(new Point(offer.end.isReader(), channel.id(), channel.name()));
            }
        }
        return points;
    }

    @Override
    public void run() throws InterruptedException {
        while (chosen == null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (isLate()) {
                return;
            }
            if (timed) {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            } else {
                LockSupport.park(this);
            }
        }
    }

    private boolean isLate() {
        return timed && deadline - System.nanoTime() <= 0;
    }
}
