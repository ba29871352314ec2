package io.jmp.csp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.Selection;
import io.jmp.csp.SkipGuard;
import io.jmp.csp.TimeoutGuard;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages, termination and choice between two sides of one JVM; {@link OtherJvmTest} has two JVMs. */
class NetworkChannelTest extends TwoSides {

    @Test
    void messagesGoBothWays() throws Exception {
        FutureTask<byte[]> read = start(remoteA.reader()::read);
        a.writer().write(bytes(1));
        assertArrayEquals(bytes(1), read.get());
        FutureTask<Void> written = write(remoteA.writer(), 2);
        assertArrayEquals(bytes(2), a.reader().read());
        written.get();
        b.writer().write(new byte[3_000_000]);
        assertEquals(3_000_000, remoteB.reader().read().length);
        b.writer().write(null);
        assertNull(remoteB.reader().read());
        assertEquals(2, remoteB.capacity());
        assertEquals("b", remoteB.name());
    }

    @Test
    void aRemoteWriteWaitsForItsReader() throws Exception {
        FutureTask<Void> written = write(remoteA.writer(), 5);
        assertThrows(java.util.concurrent.TimeoutException.class, () -> written.get(100, TimeUnit.MILLISECONDS));
        assertArrayEquals(bytes(5), a.reader().read());
        written.get();
    }

    @Test
    void remoteAndLocalProcessesShareAChannel() throws Exception {
        RemoteChannels second = RemoteChannels.connect(host.address(), KEY);
        FutureTask<Void> one = write(second.channel("a").writer(), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        FutureTask<Void> two = write(a.writer(), 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        Set<Integer> got = new HashSet<>();
        ChannelReader<byte[]> remote = remoteA.reader();
        ChannelReader<byte[]> local = a.reader();
        for (int i = 0; i < 10; i++) {
            assertTrue(got.add((int) remote.read()[0]));
            assertTrue(got.add((int) local.read()[0]));
        }
        one.get();
        two.get();
        assertEquals(20, got.size());
        second.close();
    }

    @Test
    void poisonAndRetirementCross() throws Exception {
        FutureTask<byte[]> read = start(remoteA.reader()::read);
        a.writer().poison();
        assertFailsWith(ChannelPoisonException.class, read);
        ChannelReader<byte[]> in = b.reader();
        ChannelWriter<byte[]> out = remoteB.writer();
        out.write(bytes(1));
        out.retire();
        assertThrows(ChannelRetireException.class, () -> out.write(bytes(2)));
        assertArrayEquals(bytes(1), in.read());
        assertThrows(ChannelRetireException.class, in::read);
        remoteB.reader().poison();
        assertThrows(ChannelPoisonException.class, in::read);
    }

    @Test
    void aClientThatSaysGoodbyeRetires() throws Exception {
        FutureTask<Void> written = write(remoteA.writer(), 1);
        ChannelReader<byte[]> in = a.reader();
        assertArrayEquals(bytes(1), in.read());
        written.get();
        client.close();
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void choicesAmongChannelsOfOneHost() throws Exception {
        ChannelReader<byte[]> inA = remoteA.reader();
        ChannelWriter<byte[]> outB = remoteB.writer();
        ChannelWriter<byte[]> out = a.writer();
        Alternation choice = new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, bytes(7)), new SkipGuard());
        assertEquals(1, choice.priSelect().index());
        assertEquals(1, choice.fairSelect().index());
        assertEquals(2, choice.altSelect().index(), "the buffer is full");
        FutureTask<Void> written = write(out, 3);
        while (!written.isDone()) {
            Selection selection = choice.priSelect();
            assertTrue(selection.index() == 2 || ((byte[]) selection.message())[0] == 3);
        }
        assertEquals(1, new Alternation(new InputGuard<>(inA), new TimeoutGuard(Duration.ofMillis(20))).altSelect().index());
        assertEquals(0, new Alternation(new SkipGuard(), new InputGuard<>(inA)).priSelect().index());
        FutureTask<Selection> waits = start(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, bytes(8)))::fairSelect);
        assertArrayEquals(bytes(7), b.reader().read());
        assertEquals(1, waits.get().index());
        a.reader().poison();
        assertThrows(ChannelPoisonException.class, choice::priSelect);
    }

    @Test
    void aRemoteChoiceMeetsALocalOne() throws Exception {
        ChannelReader<byte[]> inA = remoteA.reader();
        ChannelReader<byte[]> inB = remoteB.reader();
        FutureTask<Selection> remote = start(new Alternation(new InputGuard<>(inA), new InputGuard<>(inB))::altSelect);
        assertEquals(0, new Alternation(new OutputGuard<>(a.writer(), bytes(4))).altSelect().index());
        assertEquals(0, remote.get().index());
    }

    @Test
    void choicesAcrossHostsAreRefused() {
        Channel<byte[]> local = Channel.rendezvous();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new Alternation(new InputGuard<>(remoteA.reader()), new InputGuard<>(local.reader())));
        assertTrue(e.getMessage().contains("all of one host"));
    }

    @Test
    void anInterruptedRemoteReadTakesNothing() throws Exception {
        ChannelReader<byte[]> in = remoteA.reader();
        FutureTask<byte[]> read = new FutureTask<>(in::read);
        Thread thread = new Thread(read, "test");
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertFailsWith(InterruptedException.class, read);
        FutureTask<Void> written = write(a.writer(), 1);
        assertArrayEquals(bytes(1), in.read());
        written.get();
    }

    /** Words; an empty one is none. */
    private static final Codec<String> WORDS = new Codec<>() {
        @Override
        public byte[] encode(String word) {
            return word.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            if (bytes.length == 0) {
                throw new IllegalArgumentException("no word");
            }
            return new String(bytes, UTF_8);
        }
    };

    @Test
    void messagesOfOtherKinds() throws Exception {
        Channel<String> words = Channel.buffered(1);
        host.publish("words", words, WORDS);
        Channel<byte[]> remote = client.channel("words");
        remote.writer().write("grüß".getBytes(UTF_8));
        assertEquals("grüß", words.reader().read());
        Channel<String> decoded = client.channel("words", WORDS);
        words.writer().write("dich");
        assertEquals("dich", decoded.reader().read());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> remote.writer().write(new byte[0]));
        assertTrue(e.getMessage().contains("no word"));
    }
}
