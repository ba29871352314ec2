package io.jmp.csp;

/** The channel is poisoned: every operation on it fails from then on, and those that were blocked fail too. */
public final class ChannelPoisonException extends ChannelException {

    public ChannelPoisonException(Channel<?> channel) {
        super(channel, "poisoned");
    }
}
