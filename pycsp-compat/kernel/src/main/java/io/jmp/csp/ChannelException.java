package io.jmp.csp;

/** What a channel that cannot be used any more raises. */
public abstract class ChannelException extends RuntimeException {

    ChannelException(String message) {
        super(message);
    }
}
