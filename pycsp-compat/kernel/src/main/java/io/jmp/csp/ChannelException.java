package io.jmp.csp;

/** What a channel that cannot be used any more raises. */
public abstract class ChannelException extends RuntimeException {

    private final transient Channel<?> channel;

    ChannelException(Channel<?> channel, String state) {
        super("the channel " + channel.name() + " is " + state);
        this.channel = channel;
    }

    /** The channel; for a choice, the one that ended it. Null after the exception was serialized. */
    public Channel<?> channel() {
        return channel;
    }
}
