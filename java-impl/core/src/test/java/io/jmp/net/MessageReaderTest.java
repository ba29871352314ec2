package io.jmp.net;

import static io.jmp.Crew.assertRaises;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.net.MessageWriter.Message;
import io.jmp.python.PythonError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wire format, byte by byte, and bytes that are none of it. */
@Timeout(60)
class MessageReaderTest {

    /** A channel that gives what it is told, in pieces; then nothing, or the end. */
    private static final class Source implements ReadableByteChannel {
        private final ByteBuffer bytes;
        private final Random pieces;
        boolean ends;
        IOException failure;

        Source(byte[] bytes, Random pieces) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.pieces = pieces;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!bytes.hasRemaining() && failure != null) {
                throw failure;
            }
            if (!bytes.hasRemaining()) {
                return ends ? -1 : 0;
            }
            int n = Math.min(target.remaining(), bytes.remaining());
            n = pieces == null ? n : pieces.nextInt(n + 1);
            for (int i = 0; i < n; i++) {
                target.put(bytes.get());
            }
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Source ending(int... values) {
        Source source = new Source(bytes(values), null);
        source.ends = true;
        return source;
    }

    @Test
    void shortAndLongLengths() throws Exception {
        MessageReader reader = new MessageReader(ending(0, 0, 0, 2, 5, 6, 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 1, 7));
        assertArrayEquals(bytes(5, 6), reader.next(-1));
        assertArrayEquals(bytes(), reader.next(0));
        assertArrayEquals(bytes(7), reader.next(1));
        assertRaises("EOFError", "", () -> reader.next(-1));
        assertRaises("EOFError", "", () -> reader.next(-1));
    }

    @Test
    void anEndInsideOfAMessage() {
        for (int[] part : new int[][] {{0}, {0, 0, 0}, {0, 0, 0, 2, 1}, {-1, -1, -1, -1, 0}}) {
            MessageReader reader = new MessageReader(ending(part));
            assertRaises("OSError", "got end of file during message", () -> reader.next(-1));
            assertRaises("EOFError", "", () -> reader.next(-1));
        }
        // As in CPython, which reads the parts of a message one by one.
        assertRaises("EOFError", "", () -> new MessageReader(ending(0, 0, 0, 2)).next(-1));
        assertRaises("EOFError", "", () -> new MessageReader(ending(-1, -1, -1, -1)).next(-1));
    }

    @Test
    void lengthsThatCannotBe() {
        for (int[] part : new int[][] {{-1, -1, -1, -2}, {128, 0, 0, 0}, {-1, -1, -1, -1, 127, 0, 0, 0, 0, 0, 0, 0},
                {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, {127, -1, -1, -1}}) {
            MessageReader reader = new MessageReader(ending(part));
            assertRaises("OSError", "bad message length", () -> reader.next(-1));
            assertTrue(reader.isLost());
        }
        assertRaises("OSError", "bad message length", () -> new MessageReader(ending(0, 0, 1, 1)).next(256));
    }

    @Test
    void aPromiseCostsNoMemory() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            assertNull(new MessageReader(new Source(bytes(112, 0, 0, 0, 1), null)).next(-1));
        }
    }

    @Test
    void errorsComeAfterTheBytes() throws Exception {
        Source source = new Source(bytes(0, 0, 0, 1, 9, 0), null);
        source.failure = new IOException("Connection reset by peer");
        MessageReader reader = new MessageReader(source);
        assertArrayEquals(bytes(9), reader.next(-1));
        assertThrows(IOException.class, () -> reader.next(-1));
        assertRaises("EOFError", "", () -> reader.next(-1));
    }

    @Test
    void anySequenceArrivesInAnyPieces() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<byte[]> messages = new ArrayList<>();
            Sink sink = new Sink(random);
            MessageWriter writer = new MessageWriter(sink);
            for (int i = 0; i < 10; i++) {
                byte[] data = new byte[random.nextInt(random.nextBoolean() ? 20 : 200_000)];
                random.nextBytes(data);
                messages.add(data);
                Message message = new Message(data);
                while (!writer.send(message)) {
                    Thread.onSpinWait();
                }
            }
            MessageReader reader = new MessageReader(new Source(sink.bytes.toByteArray(), random));
            for (byte[] data : messages) {
                byte[] received;
                do {
                    received = reader.next(-1);
                } while (received == null);
                assertArrayEquals(data, received);
            }
        }
    }

    @Test
    void anyBytesGiveMessagesOrOneClearError() throws Exception {
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextInt(3) == 0 ? noise[i] : (byte) (random.nextInt(4) - 1);
            }
            Source source = new Source(noise, random);
            source.ends = true;
            MessageReader reader = new MessageReader(source);
            try {
                for (int reads = 0; ; reads++) {
                    reader.next(random.nextInt(50) - 1);
                    assertTrue(reads < 1_000);
                }
            } catch (PythonError e) {
                String message = e.getMessage();
                assertTrue(List.of("", "bad message length", "got end of file during message").contains(message), message);
                assertEquals(message.isEmpty() ? "EOFError" : "OSError", e.type());
            }
        }
    }

    /** A channel that takes what it likes. */
    private static final class Sink implements GatheringByteChannel {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Random pieces;

        Sink(Random pieces) {
            this.pieces = pieces;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            long written = 0;
            for (ByteBuffer source : sources) {
                int n = pieces.nextInt(source.remaining() + 1);
                boolean all = n == source.remaining();
                written += n;
                for (; n > 0; n--) {
                    bytes.write(source.get());
                }
                if (!all) {
                    break;
                }
            }
            return written;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source});
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
