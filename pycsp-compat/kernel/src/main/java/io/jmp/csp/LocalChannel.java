package io.jmp.csp;

import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel of this JVM.
 *
 * <p>It has a lock and two queues of {@linkplain Offer offers}, of readers and of writers that wait.
 * An operation takes the lock and looks for a process that waits on the other side; it commits the first one that is still
 * free by one compare-and-set on that process's {@link Request}, and both are done. If there is none, it leaves an offer of
 * its own and waits. The compare-and-set is needed because a process that waits in a choice has offers in several channels,
 * whose locks do not exclude each other. A process that looks has no offers anywhere, and needs no commitment itself: a
 * choice that finds nothing takes the locks of all its channels, in the order of the channels' ids, before it looks for the last
 * time and leaves its offers (ordered two-phase locking). So no two choices can wait for each other, nobody ever commits two
 * processes at once, and a choice sees all its channels at one moment.
 *
 * <p>Sources: the select statement of the Go runtime ({@code runtime/select.go}), which locks all channels in order and lets one
 * compare-and-set decide; J. Reppy, C. Russo, Y. Xiao, <em>Parallel Concurrent ML</em> (ICFP 2009), for the offers; B. Vinter,
 * J. M. Bjørndalen, R. M. Friborg, <em>PyCSP Revisited</em> (CPA 2009), for poison, retirement and choice on both sides.
 */
abstract sealed class LocalChannel<T> extends Channel<T> permits RendezvousChannel, BufferedChannel {

    /** Locks of several channels are taken in the order of their ids. */
    final ReentrantLock lock = new ReentrantLock();
    final OfferQueue readers = new OfferQueue();
    final OfferQueue writers = new OfferQueue();

    private int readingEnds;
    private int writingEnds;
    volatile boolean poisoned;
    /** How all readers or all writers have left; null as long as they have not. */
    volatile Offer.Failure retired;

    LocalChannel(String name) {
        super(name);
    }

    @Override
    protected final void join(ChannelEnd<T> end) {
        lock.lock();
        try {
            if (end.isReader()) {
                readingEnds++;
            } else {
                writingEnds++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a read would not wait, a failure included. Without the lock it is a guess. */
    abstract boolean readable();

    /** Whether a write would not wait, a failure included. Without the lock it is a guess. */
    abstract boolean writable();

    /**
     * Reads if that is possible at once. With the lock held, by a process without offers in any queue.
     *
     * @param offer gets the message, and a partner to wake
     * @return whether it has happened
     */
    abstract boolean tryRead(Offer offer);

    /** As {@link #tryRead}, for the message of the offer. */
    abstract boolean tryWrite(Offer offer);

    /** Drops what it holds. With the lock held. */
    abstract void clear();

    @Override
    @SuppressWarnings("unchecked")
    protected final T read(ChannelReader<T> end) throws InterruptedException {
        Offer offer = new Offer(new Request(), end, 0, null);
        used(offer.request.process);
        boolean done;
        lock.lock();
        try {
            done = tryRead(offer);
            if (!done) {
                readers.add(offer);
            }
        } finally {
            lock.unlock();
        }
        finish(offer, done);
        return (T) offer.message;
    }

    @Override
    protected final void write(ChannelWriter<T> end, T message) throws InterruptedException {
        Offer offer = new Offer(new Request(), end, 0, message);
        used(offer.request.process);
        boolean done;
        lock.lock();
        try {
            done = tryWrite(offer);
            if (!done) {
                writers.add(offer);
            }
        } finally {
            lock.unlock();
        }
        finish(offer, done);
    }

    private void finish(Offer offer, boolean done) throws InterruptedException {
        if (done) {
            happened(offer);
            return;
        }
        try {
            offer.request.await(-1, offer);
        } finally {
            withdraw(offer);
        }
        offer.check();
    }

    /** After a communication that an offer has begun: records it and wakes the partner. Without the lock. */
    final void happened(Offer offer) {
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            record(recorder, offer, System.nanoTime());
        }
        if (offer.partner != null) {
            offer.partner.wake();
        }
    }

    /** Records what {@link #tryRead} or {@link #tryWrite} did. */
    abstract void record(Recorder recorder, Offer offer, long time);

    /**
     * Takes an offer out of its queue, if it is there. Only by the process that made it: it sees its own entry, so what it
     * sees without the lock is that or the removal.
     */
    static void withdraw(Offer offer) {
        if (offer.queue == null) {
            return;
        }
        ReentrantLock lock = offer.channel().lock;
        lock.lock();
        try {
            if (offer.queue != null) {
                offer.queue.remove(offer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails if the end or the channel cannot be used, but for retirement of the other side. With the lock held. */
    final void checkUsable(ChannelEnd<?> end) {
        if (end.retired) {
            throw new ChannelRetireException(this);
        }
        if (poisoned) {
            throw new ChannelPoisonException(this);
        }
    }

    /** Fails if the other side has retired or was lost. With the lock held. */
    final void checkOtherSide() {
        if (retired != null) {
            throw retired.exception(this);
        }
    }

    @Override
    protected final void poison(ChannelEnd<T> end) {
        List<Request> woken = new ArrayList<>();
        lock.lock();
        try {
            poisoned = true;
            clear();
            readers.fail(offer -> true, Offer.Failure.POISON, woken);
            writers.fail(offer -> true, Offer.Failure.POISON, woken);
        } finally {
            lock.unlock();
        }
        woken.forEach(Request::wake);
    }

    @Override
    protected final void retire(ChannelEnd<T> end) {
        leave(end, Offer.Failure.RETIRE);
    }

    @Override
    protected final void lose(ChannelEnd<T> end) {
        leave(end, Offer.Failure.LOSS);
    }

    private void leave(ChannelEnd<T> end, Offer.Failure reason) {
        List<Request> woken = new ArrayList<>();
        lock.lock();
        try {
            if (end.retired) {
                return;
            }
            end.retired = true;
            readers.fail(offer -> offer.end == end, Offer.Failure.RETIRE, woken);
            writers.fail(offer -> offer.end == end, Offer.Failure.RETIRE, woken);
            if (end.isReader() && --readingEnds == 0) {
                retired = reason;
                clear();
                writers.fail(offer -> true, reason, woken);
            }
            if (end.isWriter() && --writingEnds == 0) {
                retired = reason;
                readers.fail(offer -> true, reason, woken);
            }
        } finally {
            lock.unlock();
        }
        woken.forEach(Request::wake);
    }

    @Override
    protected final void disconnect(ChannelEnd<T> end) {}

    @Override
    protected final RemoteChoice remoteChoice() {
        return null;
    }
}
