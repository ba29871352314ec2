package io.jmp.csp;

/**
 * The JVM that hosts the channel cannot be reached any more, or it was the JVM of the last process on the other side of the
 * channel that was lost before that process retired.
 */
public final class ChannelLostException extends ChannelException {

    public ChannelLostException(Channel<?> channel) {
        super(channel, "lost");
    }
}
