package io.jmp.net;

import io.jmp.python.PythonError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Cuts the bytes of a non-blocking channel into messages: each comes after its length, as a signed big-endian number of 4
 * bytes, or after -1 and the length in 8 bytes.
 *
 * <p>Keeps what it has of a message that is not complete. Memory grows with what arrives, not with what a length promises.
 * Not thread-safe.
 */
final class MessageReader {

    /** The longest message that Java can hold. */
    static final long MAX_LENGTH = Integer.MAX_VALUE - 8;

    private static final int BUFFER = 1 << 14;
    private static final int FIRST_BODY = 1 << 16;
    private static final int SLICE = 1 << 17;

    private final ReadableByteChannel channel;
    /** What was read and is in no message yet: from the position to the limit. */
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private final ByteBuffer header = ByteBuffer.allocate(12).limit(4);
    /** The length of the message that is being received; -1 while that is not known. */
    private int length = -1;
    private byte[] body;
    private int received;
    private IOException failure;
    private boolean ended;
    private boolean lost;

    MessageReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Whether a length was met that is too great, so that no message can be found any more. */
    boolean isLost() {
        return lost;
    }

    /** Reads what is there; returns whether there are bytes, or the end or an error is known. */
    boolean fill() {
        if (buffer.hasRemaining() || ended || failure != null) {
            return true;
        }
        buffer.clear();
        int n = read(buffer);
        buffer.flip();
        return n != 0;
    }

    private int read(ByteBuffer target) {
        try {
            int n = channel.read(target);
            ended = n < 0;
            return n;
        } catch (IOException e) {
            failure = e;
            return -1;
        }
    }

    /**
     * The next message, or null if it is not complete yet.
     *
     * @param maxLength the greatest length that is wanted; negative for any
     * @throws PythonError {@code EOFError} at the end, {@code OSError} if the stream breaks off or the length is too great
     * @throws IOException as the channel
     */
    byte[] next(long maxLength) throws IOException {
        if (length < 0 && !readLength(maxLength)) {
            return null;
        }
        while (received < length) {
            if (received == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * received));
            }
            int room = body.length - received;
            if (!buffer.hasRemaining() && !ended && failure == null && room >= BUFFER) {
                int n = read(ByteBuffer.wrap(body, received, Math.min(room, SLICE)));
                if (n == 0) {
                    return null;
                }
                received += Math.max(n, 0);
            } else if (!fill()) {
                return null;
            } else {
                checkGoesOn(received);
                int n = Math.min(room, buffer.remaining());
                buffer.get(body, received, n);
                received += n;
            }
        }
        byte[] message = body;
        begin();
        return message;
    }

    private boolean readLength(long maxLength) throws IOException {
        while (header.hasRemaining()) {
            if (!fill()) {
                return false;
            }
            checkGoesOn(header.position() % 4 == 0 && header.position() < 8 ? 0 : 1);
            while (header.hasRemaining() && buffer.hasRemaining()) {
                header.put(buffer.get());
            }
            if (header.position() == 4 && header.getInt(0) == -1) {
                header.limit(12);
            }
        }
        long size = header.limit() == 4 ? header.getInt(0) : header.getLong(4);
        if (size < 0 || size > MAX_LENGTH || maxLength >= 0 && size > maxLength) {
            lost = true;
            throw new PythonError("OSError", "bad message length");
        }
        length = (int) size;
        body = new byte[Math.min(length, FIRST_BODY)];
        return true;
    }

    /** Throws if there will be no more bytes, with or without a part of the message being received. */
    private void checkGoesOn(int had) throws IOException {
        if (buffer.hasRemaining() || !ended && failure == null) {
            return;
        }
        begin();
        if (failure != null) {
            IOException error = failure;
            failure = null;
            ended = true;
            throw error;
        }
        throw had == 0 ? new PythonError("EOFError", "") : new PythonError("OSError", "got end of file during message");
    }

    private void begin() {
        header.clear().limit(4);
        length = -1;
        body = null;
        received = 0;
    }
}
