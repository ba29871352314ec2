package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Network;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel from any number of writers to any number of readers; each message goes to exactly one reader, and the messages
 * of one writer arrive in the order in which they were written. All methods are thread-safe.
 *
 * <p><b>Algorithm.</b> A channel has a lock and two queues of {@linkplain Offer offers}, of readers and of writers that wait.
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
 *
 * @param <T> what is sent; null may be sent
 */
public abstract sealed class Channel<T> permits RendezvousChannel, BufferedChannel {

    private static final AtomicLong IDS = new AtomicLong();

    /** Locks of several channels are taken in this order. */
    final long id = IDS.incrementAndGet();
    final ReentrantLock lock = new ReentrantLock();
    final OfferQueue readers = new OfferQueue();
    final OfferQueue writers = new OfferQueue();
    private final String name;

    /** Whose it is; a network that uses a channel of another makes it shared. */
    private final Network network = CspProcess.current().network();
    private volatile boolean shared;

    private int readingEnds;
    private int writingEnds;
    volatile boolean poisoned;
    /** All readers or all writers have left. */
    volatile boolean retired;

    Channel(String name) {
        this.name = name == null ? "channel-" + id : name;
    }

    /** A channel without a buffer: a write and a read meet. */
    public static <T> Channel<T> rendezvous() {
        return of(null, 0);
    }

    /** A channel that holds a number of messages. */
    public static <T> Channel<T> buffered(int capacity) {
        return of(null, capacity);
    }

    /**
     * A channel.
     *
     * @param name for messages and reports, need not be unique; null for one that is made up
     * @param capacity the number of writes that complete before they are read; zero for a rendezvous
     * @throws IllegalArgumentException if the capacity is negative
     */
    public static <T> Channel<T> of(String name, int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a channel's capacity must not be negative: " + capacity);
        }
        return capacity == 0 ? new RendezvousChannel<>(name) : new BufferedChannel<>(name, capacity);
    }

    /** Unique in this JVM. */
    public final long id() {
        return id;
    }

    public final String name() {
        return name;
    }

    /** The number of messages that it holds at most; zero for a rendezvous. */
    public abstract int capacity();

    /** Joins as one more reader. */
    public final ChannelReader<T> reader() {
        lock.lock();
        try {
            readingEnds++;
        } finally {
            lock.unlock();
        }
        ChannelReader<T> end = new ChannelReader<>(this);
        made(end);
        return end;
    }

    /** Joins as one more writer. */
    public final ChannelWriter<T> writer() {
        lock.lock();
        try {
            writingEnds++;
        } finally {
            lock.unlock();
        }
        ChannelWriter<T> end = new ChannelWriter<>(this);
        made(end);
        return end;
    }

    private void made(ChannelEnd<T> end) {
        CspProcess process = CspProcess.current();
        used(process);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.endMade(process, id, name, capacity(), end.isReader(), System.nanoTime());
        }
    }

    /** Notes that a process uses it. */
    final void used(CspProcess process) {
        if (process.network() != network && !shared) {
            shared = true;
        }
    }

    /** Whether others than the processes of one network use it. */
    final boolean isShared() {
        return shared;
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

    final Object read(ChannelReader<T> end) throws InterruptedException {
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
        return offer.message;
    }

    final void write(ChannelWriter<T> end, Object message) throws InterruptedException {
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
        ReentrantLock lock = offer.end.channel().lock;
        lock.lock();
        try {
            if (offer.queue != null) {
                offer.queue.remove(offer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    final void checkUsable(ChannelEnd<?> end) {
        if (end.retired) {
            throw new ChannelRetireException(this);
        }
        if (poisoned) {
            throw new ChannelPoisonException(this);
        }
    }

    final void poison() {
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.poisoned(CspProcess.current(), id, System.nanoTime());
        }
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

    final void retire(ChannelEnd<T> end) {
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
                retired = true;
                clear();
                writers.fail(offer -> true, Offer.Failure.RETIRE, woken);
            }
            if (end.isWriter() && --writingEnds == 0) {
                retired = true;
                readers.fail(offer -> true, Offer.Failure.RETIRE, woken);
            }
        } finally {
            lock.unlock();
        }
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.retired(CspProcess.current(), id, end.isReader(), System.nanoTime());
        }
        woken.forEach(Request::wake);
    }

    @Override
    public String toString() {
        return "Channel[" + name + "]";
    }
}
