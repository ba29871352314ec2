package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One wait of one process, for one or several offers, of which at most one is ever chosen. The choice is a single
 * compare-and-set, from nothing to the chosen offer; whoever succeeds with it has committed the process.
 */
final class Request implements Waiting.Operation {

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

    Request(CspProcess process) {
        this.process = process;
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
     * @return the offer; null if the time ran out, then none will be
     * @throws InterruptedException if interrupted; then none will be chosen
     */
    Offer await(long nanos) throws InterruptedException {
        if (nanos >= 0) {
            timed = true;
            deadline = System.nanoTime() + nanos;
        }
        return await();
    }

    /** As {@link #await(long)}, without a limit. */
    Offer await() throws InterruptedException {
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
        }
        choose(WITHDRAWN);
        return chosen == WITHDRAWN ? null : chosen;
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
