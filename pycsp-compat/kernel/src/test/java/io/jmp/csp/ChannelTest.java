package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {

    private final Crew crew = new Crew();

    @AfterEach
    void close() {
        crew.close();
    }

    @Test
    void aWriteWaitsForItsReader() throws Exception {
        Channel<String> channel = Channel.rendezvous();
        ChannelReader<String> in = channel.reader();
        Crew.Member<Void> writer = crew.run(() -> channel.writer().write("hello"));
        assertFalse(writer.parked().isDone());
        assertEquals("hello", in.read());
        writer.result();
    }

    @Test
    void aReadWaitsForItsWriter() throws Exception {
        Channel<String> channel = Channel.rendezvous();
        Crew.Member<String> reader = crew.start(channel.reader()::read);
        assertFalse(reader.parked().isDone());
        channel.writer().write("hello");
        assertEquals("hello", reader.result());
    }

    @Test
    void nullIsAMessage() throws Exception {
        Channel<String> channel = Channel.buffered(1);
        channel.writer().write(null);
        assertNull(channel.reader().read());
    }

    @Test
    void asManyWritesAsTheBufferHoldsCompleteAhead() throws Exception {
        Channel<Integer> channel = Channel.buffered(3);
        ChannelWriter<Integer> out = channel.writer();
        ChannelReader<Integer> in = channel.reader();
        for (int i = 0; i < 3; i++) {
            out.write(i);
        }
        Crew.Member<Void> fourth = crew.run(() -> out.write(3));
        assertFalse(fourth.parked().isDone());
        assertEquals(0, in.read());
        fourth.result();
        for (int i = 1; i < 4; i++) {
            assertEquals(i, in.read());
        }
    }

    @Test
    void namesAndCapacities() {
        Channel<Integer> channel = Channel.of("numbers", 7);
        assertEquals("numbers", channel.name());
        assertEquals(7, channel.capacity());
        assertEquals(0, Channel.rendezvous().capacity());
        assertEquals("Channel[numbers]", channel.toString());
        assertThrows(IllegalArgumentException.class, () -> Channel.buffered(-1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void poisonReachesTheBlockedAndTheLater(int capacity) throws Exception {
        Channel<Integer> channel = Channel.of("c", capacity);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        Crew.Member<Integer> reader = crew.start(in::read).parked();
        out.poison();
        ChannelPoisonException e = assertThrows(ChannelPoisonException.class, reader::result);
        assertEquals("the channel c is poisoned", e.getMessage());
        assertThrows(ChannelPoisonException.class, in::read);
        assertThrows(ChannelPoisonException.class, () -> out.write(1));
        assertThrows(ChannelPoisonException.class, () -> channel.writer().write(1));
        in.poison();
        assertThrows(ChannelPoisonException.class, in::read);
    }

    @Test
    void poisonReachesABlockedWriterAndDropsTheBuffer() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        out.write(1);
        Crew.Member<Void> writer = crew.run(() -> out.write(2)).parked();
        in.poison();
        assertThrows(ChannelPoisonException.class, writer::result);
        assertThrows(ChannelPoisonException.class, in::read);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theLastWriterThatRetiresReleasesTheReaders(int capacity) throws Exception {
        Channel<Integer> channel = Channel.of("c", capacity);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> one = channel.writer();
        ChannelWriter<Integer> two = channel.writer();
        Crew.Member<Integer> reader = crew.start(in::read).parked();
        one.retire();
        one.retire();
        assertFalse(reader.isDone());
        assertThrows(ChannelRetireException.class, () -> one.write(1));
        two.retire();
        ChannelRetireException e = assertThrows(ChannelRetireException.class, reader::result);
        assertEquals("the channel c is retired", e.getMessage());
        assertThrows(ChannelRetireException.class, in::read);
        assertThrows(ChannelRetireException.class, () -> channel.writer().write(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theLastReaderThatRetiresReleasesTheWriters(int capacity) throws Exception {
        Channel<Integer> channel = Channel.of("c", capacity);
        ChannelWriter<Integer> out = channel.writer();
        ChannelReader<Integer> one = channel.reader();
        ChannelReader<Integer> two = channel.reader();
        for (int i = 0; i < capacity; i++) {
            out.write(i);
        }
        Crew.Member<Void> writer = crew.run(() -> out.write(1)).parked();
        one.retire();
        assertFalse(writer.isDone());
        assertThrows(ChannelRetireException.class, one::read);
        two.retire();
        assertThrows(ChannelRetireException.class, writer::result);
        assertThrows(ChannelRetireException.class, () -> out.write(1));
        assertThrows(ChannelRetireException.class, () -> channel.reader().read());
    }

    @Test
    void whatIsBufferedCanBeReadAfterTheLastWriterRetired() throws Exception {
        Channel<Integer> channel = Channel.buffered(3);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        out.write(1);
        out.write(2);
        out.retire();
        assertEquals(1, in.read());
        assertEquals(2, in.read());
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void retiringAnEndReleasesWhoIsBlockedOnIt() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        ChannelReader<Integer> in = channel.reader();
        ChannelReader<Integer> other = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        Crew.Member<Integer> reader = crew.start(in::read).parked();
        in.retire();
        assertThrows(ChannelRetireException.class, reader::result);
        Crew.Member<Integer> stays = crew.start(other::read).parked();
        out.write(5);
        assertEquals(5, stays.result());
    }

    @Test
    void poisonAfterRetirementWins() {
        Channel<Integer> channel = Channel.rendezvous();
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        out.retire();
        assertThrows(ChannelRetireException.class, in::read);
        out.poison();
        assertThrows(ChannelPoisonException.class, in::read);
        assertThrows(ChannelRetireException.class, () -> out.write(1), "its own retirement comes first");
    }

    @Test
    void endsKnowTheirSideAndMultiply() {
        Channel<Integer> channel = Channel.of("c", 0);
        ChannelEnd<Integer> in = channel.reader();
        ChannelEnd<Integer> out = channel.writer();
        assertTrue(in.isReader() && !in.isWriter() && out.isWriter() && !out.isReader());
        assertEquals("ChannelReader[c]", in.toString());
        assertEquals("ChannelWriter[c]", out.toString());
        ChannelEnd<Integer> second = out.another();
        assertTrue(second.isWriter() && second != out && second.channel() == channel);
        in.disconnect();
    }

    @Test
    void endsTravel() throws Exception {
        Channel<ChannelReader<String>> ends = Channel.buffered(1);
        Channel<String> channel = Channel.buffered(1);
        ends.writer().write(channel.reader());
        channel.writer().write("by a mobile end");
        assertEquals("by a mobile end", ends.reader().read().read());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anInterruptedReadTakesNothing(int capacity) throws Exception {
        Channel<Integer> channel = Channel.of("c", capacity);
        ChannelReader<Integer> in = channel.reader();
        Crew.Member<Integer> reader = crew.start(in::read).parked();
        reader.thread.interrupt();
        assertThrows(InterruptedException.class, reader::result);
        Crew.Member<Void> writer = crew.run(() -> channel.writer().write(1));
        assertEquals(1, in.read());
        writer.result();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anInterruptedWriteSendsNothing(int capacity) throws Exception {
        Channel<Integer> channel = Channel.of("c", capacity);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        for (int i = 0; i < capacity; i++) {
            out.write(i);
        }
        Crew.Member<Void> writer = crew.run(() -> out.write(-1)).parked();
        writer.thread.interrupt();
        assertThrows(InterruptedException.class, writer::result);
        for (int i = 0; i < capacity; i++) {
            assertEquals(i, in.read());
        }
        assertTrue(new Alternation(new InputGuard<>(in), new SkipGuard()).priSelect().guard() instanceof SkipGuard);
    }
}
