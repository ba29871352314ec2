package io.jmp.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/**
 * Writes messages to a non-blocking channel, each after its length, see {@link MessageReader}.
 *
 * <p>A message that was begun is brought to its end by whoever sends next, should its sender give up: the stream stays whole.
 * Not thread-safe.
 */
final class MessageWriter {

    private static final int SLICE = 1 << 17;

    /** A message on its way. */
    static final class Message {
        private final ByteBuffer header;
        private final ByteBuffer body;

        Message(byte[] data) {
            header = ByteBuffer.allocate(4).putInt(data.length).flip();
            body = ByteBuffer.wrap(data);
        }

        private boolean isBegun() {
            return header.position() > 0;
        }

        boolean isSent() {
            return !header.hasRemaining() && !body.hasRemaining();
        }
    }

    private final GatheringByteChannel channel;
    /** What is being written; null between messages. */
    private Message current;

    MessageWriter(GatheringByteChannel channel) {
        this.channel = channel;
    }

    /** Writes as much as there is room for; returns whether the message is sent. To be called again until it is. */
    boolean send(Message message) throws IOException {
        if (message.isSent()) {
            return true;
        }
        if (current != null && current != message && !write(current)) {
            return false;
        }
        current = message;
        return write(message);
    }

    /** Takes back a message that was not begun. */
    void giveUp(Message message) {
        if (current == message && !message.isBegun()) {
            current = null;
        }
    }

    private boolean write(Message message) throws IOException {
        ByteBuffer body = message.body;
        int end = body.limit();
        try {
            while (!message.isSent()) {
                body.limit(Math.min(end, body.position() + SLICE));
                long n = channel.write(new ByteBuffer[] {message.header, body});
                body.limit(end);
                if (n == 0) {
                    return false;
                }
            }
        } catch (IOException e) {
            current = null;
            throw e;
        } finally {
            body.limit(end);
        }
        current = null;
        return true;
    }
}
