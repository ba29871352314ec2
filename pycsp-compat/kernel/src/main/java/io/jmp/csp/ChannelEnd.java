package io.jmp.csp;

/**
 * A process's end of a channel. Ends are objects like others and may themselves be sent over channels. Thread-safe; an end
 * that several processes share counts once.
 */
public abstract sealed class ChannelEnd<T> permits ChannelReader, ChannelWriter {

    private final Channel<T> channel;
    /** Guarded by the channel's lock. */
    boolean retired;

    ChannelEnd(Channel<T> channel) {
        this.channel = channel;
    }

    public final Channel<T> channel() {
        return channel;
    }

    public abstract boolean isReader();

    public final boolean isWriter() {
        return !isReader();
    }

    /** Joins the channel once more, on the same side. */
    public abstract ChannelEnd<T> another();

    /**
     * Poisons the channel: every operation on it raises {@link ChannelPoisonException} from now on, those that are blocked do
     * so at once, and what it holds is lost. Does nothing if that has been done.
     */
    public final void poison() {
        channel.poisonFrom(this);
    }

    /**
     * Leaves the channel: operations on this end raise {@link ChannelRetireException} from now on. When the last reader or the
     * last writer leaves, so do those on the other side, after what the channel holds has been read. Does nothing if that has
     * been done.
     */
    public final void retire() {
        channel.retireFrom(this);
    }

    /** Lets a connection to another JVM go, until the end is used again. Does nothing for a channel of this JVM. */
    public final void disconnect() {
        channel.disconnect(this);
    }

    /**
     * Leaves the channel for a process that was lost: as {@link #retire}, but if it was the last on its side, the other side gets
     * {@link ChannelLostException}. For those who host channels.
     */
    public final void lose() {
        channel.lose(this);
    }
}
