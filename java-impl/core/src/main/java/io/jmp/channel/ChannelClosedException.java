package io.jmp.channel;

/** Thrown when the other side of a {@link Channel} is gone: nothing more will come, or nobody will take it. */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChannelClosedException(String message) {
        super(message, null, false, false);
    }
}
