package io.jmp.csp.net;

/** A remote channel cannot be joined: its host is not there, has no such channel, or does not accept the key. */
public final class ChannelConnectException extends RuntimeException {

    ChannelConnectException(String message) {
        super(message);
    }

    ChannelConnectException(String message, Throwable cause) {
        super(message, cause);
    }
}
