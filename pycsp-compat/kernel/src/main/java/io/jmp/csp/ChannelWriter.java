package io.jmp.csp;

/** The writing end of a channel. */
public final class ChannelWriter<T> extends ChannelEnd<T> {

    ChannelWriter(Channel<T> channel) {
        super(channel);
    }

    /**
     * Writes a message; waits until a reader takes it, or until the buffer has room for it.
     *
     * @throws ChannelPoisonException if the channel is poisoned
     * @throws ChannelRetireException if this end or the last reader has retired
     * @throws ChannelLostException if the channel's host or the last process on the other side was lost
     * @throws InterruptedException if interrupted while waiting; the message is not sent then
     */
    public void write(T message) throws InterruptedException {
        channel().write(this, message);
    }

    @Override
    public boolean isReader() {
        return false;
    }

    @Override
    public ChannelWriter<T> another() {
        return channel().writer();
    }

    @Override
    public String toString() {
        return "ChannelWriter[" + channel().name() + "]";
    }
}
