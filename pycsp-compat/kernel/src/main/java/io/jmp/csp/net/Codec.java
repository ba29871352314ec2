package io.jmp.csp.net;

/** How the messages of a channel become bytes, and back. Called by several threads at the same time. */
public interface Codec<T> {

    /** For messages that are bytes already. */
    Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public byte[] encode(byte[] message) {
            return message;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    /**
     * Makes bytes of a message that goes to another JVM. If it fails, so does the operation that needs it; at the host, where a
     * remote process has read the message, it is lost then.
     */
    byte[] encode(T message);

    /** Makes a message of bytes that came from another JVM. If it fails, so does the operation that needs it. */
    T decode(byte[] bytes);
}
