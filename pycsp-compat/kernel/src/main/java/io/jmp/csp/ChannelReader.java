package io.jmp.csp;

/** The reading end of a channel. */
public final class ChannelReader<T> extends ChannelEnd<T> {

    ChannelReader(Channel<T> channel) {
        super(channel);
    }

    /**
     * Reads the next message; waits for one.
     *
     * @throws ChannelPoisonException if the channel is poisoned
     * @throws ChannelRetireException if this end or the last writer has retired
     * @throws ChannelLostException if the channel's host or the last process on the other side was lost
     * @throws InterruptedException if interrupted while waiting; no message is taken then
     */
    public T read() throws InterruptedException {
        return channel().read(this);
    }

    @Override
    public boolean isReader() {
        return true;
    }

    @Override
    public ChannelReader<T> another() {
        return channel().reader();
    }

    @Override
    public String toString() {
        return "ChannelReader[" + channel().name() + "]";
    }
}
