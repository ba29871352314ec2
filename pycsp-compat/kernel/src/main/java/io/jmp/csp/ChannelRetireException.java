package io.jmp.csp;

/** The other side of the channel has retired, or the end itself has. */
public final class ChannelRetireException extends ChannelException {

    public ChannelRetireException(Channel<?> channel) {
        super(channel, "retired");
    }
}
