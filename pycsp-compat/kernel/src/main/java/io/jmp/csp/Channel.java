package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Network;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A channel from any number of writers to any number of readers; each message goes to exactly one reader, and the messages
 * of one writer arrive in the order in which they were written. All methods are thread-safe. {@link LocalChannel} explains the
 * algorithm of channels in this JVM; {@link io.jmp.csp.net} has channels that another JVM hosts.
 *
 * @param <T> what is sent; null may be sent
 */
public abstract class Channel<T> {

    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final String name;
    /** Whose it is; a network that uses a channel of another makes it shared. */
    private final Network network = CspProcess.current().network();
    private volatile boolean shared;

    /** A channel with a name; null for one that is made up. */
    protected Channel(String name) {
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
        ChannelReader<T> end = new ChannelReader<>(this);
        made(end);
        return end;
    }

    /** Joins as one more writer. */
    public final ChannelWriter<T> writer() {
        ChannelWriter<T> end = new ChannelWriter<>(this);
        made(end);
        return end;
    }

    private void made(ChannelEnd<T> end) {
        join(end);
        CspProcess process = CspProcess.current();
        used(process);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.endMade(process, id, name, capacity(), end.isReader(), System.nanoTime());
        }
    }

    /** Says that processes which are not of this JVM use it too; it is then never part of a deadlock. */
    public final void share() {
        shared = true;
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

    final void poisonFrom(ChannelEnd<T> end) {
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.poisoned(CspProcess.current(), id, System.nanoTime());
        }
        poison(end);
    }

    final void retireFrom(ChannelEnd<T> end) {
        retire(end);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.retired(CspProcess.current(), id, end.isReader(), System.nanoTime());
        }
    }

    /** Counts an end. */
    protected abstract void join(ChannelEnd<T> end);

    /** Reads by an end, as {@link ChannelReader#read}. */
    protected abstract T read(ChannelReader<T> end) throws InterruptedException;

    /** Writes by an end, as {@link ChannelWriter#write}. */
    protected abstract void write(ChannelWriter<T> end, T message) throws InterruptedException;

    protected abstract void poison(ChannelEnd<T> end);

    protected abstract void retire(ChannelEnd<T> end);

    /** Retires an end whose process was lost. */
    protected abstract void lose(ChannelEnd<T> end);

    /** As {@link ChannelEnd#disconnect}. */
    protected abstract void disconnect(ChannelEnd<T> end);

    /** Who chooses among guards on channels of another JVM; null for a channel of this one. */
    protected abstract RemoteChoice remoteChoice();

    @Override
    public String toString() {
        return "Channel[" + name + "]";
    }
}
