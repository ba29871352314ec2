package io.jmp.csp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.Selection;
import io.jmp.csp.SkipGuard;
import io.jmp.csp.TimeoutGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both sides in one JVM, by sockets; {@link OtherJvmTest} has two. */
@Timeout(60)
class NetworkChannelTest {

    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] KEY = "secret".getBytes(UTF_8);

    private final Channel<byte[]> a = Channel.of("a", 0);
    private final Channel<byte[]> b = Channel.of("b", 2);
    private ChannelHost host;
    private RemoteChannels client;
    private Channel<byte[]> remoteA;
    private Channel<byte[]> remoteB;

    @BeforeEach
    void connect() throws IOException {
        host = ChannelHost.open(LOOPBACK, KEY);
        host.publish("a", a);
        host.publish("b", b);
        client = RemoteChannels.connect(host.address(), KEY);
        remoteA = client.channel("a");
        remoteB = client.channel("b");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        host.close();
    }

    private static byte[] bytes(int number) {
        return new byte[] {(byte) number};
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static FutureTask<Void> write(ChannelWriter<byte[]> out, int... numbers) {
        return start(() -> {
            for (int number : numbers) {
                out.write(bytes(number));
            }
            return null;
        });
    }

    private static void assertFailsWith(Class<?> expected, FutureTask<?> task) {
        assertEquals(expected, assertThrows(ExecutionException.class, task::get).getCause().getClass());
    }

    /** Until an operation of the client waits at the host. */
    private static void untilWaiting(Channel<byte[]> channel, boolean reader) throws Exception {
        ChannelReader<byte[]> in = channel.reader();
        ChannelWriter<byte[]> out = channel.writer();
        Alternation probe = reader
                ? new Alternation(new OutputGuard<>(out, bytes(99)), new SkipGuard())
                : new Alternation(new InputGuard<>(in), new SkipGuard());
        while (probe.priSelect().index() == 1) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

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

    @Test
    void aHostThatIsLostRaises() throws Exception {
        ChannelReader<byte[]> in = remoteA.reader();
        FutureTask<byte[]> read = start(in::read);
        untilWaiting(a, true);
        read.get();
        FutureTask<byte[]> blocked = start(in::read);
        host.close();
        assertFailsWith(ChannelLostException.class, blocked);
        assertThrows(ChannelLostException.class, in::read);
        assertThrows(ChannelLostException.class, () -> new Alternation(new InputGuard<>(in), new SkipGuard()).priSelect());
        assertThrows(ChannelConnectException.class, remoteA::reader);
        in.retire();
        assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), KEY));
    }

    @Test
    void aClosedHostWelcomesNobody() throws Exception {
        // The system may still hand over a connection while another thread closes the server.
        for (int i = 0; i < 500; i++) {
            ChannelHost closed = ChannelHost.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY);
            closed.close();
            assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(closed.address(), KEY));
        }
    }

    @Test
    void aHostWithoutAWordIsLost() throws Exception {
        // A peer that is there, but says nothing more after the handshake, as one whose machine has died.
        try (ServerSocket relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<Socket[]> relayed = start(() -> {
                Socket near = relay.accept();
                Socket far = new Socket(host.address().getAddress(), host.address().getPort());
                for (Socket[] way : new Socket[][] {{near, far}, {far, near}}) {
                    start(() -> {
                        byte[] buffer = new byte[1000];
                        for (int n = way[0].getInputStream().read(buffer); n >= 0 && !Thread.interrupted();
                                n = way[0].getInputStream().read(buffer)) {
                            if (silent) {
                                continue;
                            }
                            way[1].getOutputStream().write(buffer, 0, n);
                        }
                        return null;
                    });
                }
                return new Socket[] {near, far};
            });
            RemoteChannels muted = RemoteChannels.connect((InetSocketAddress) relay.getLocalSocketAddress(), KEY);
            ChannelReader<byte[]> in = muted.channel("a").reader();
            silent = true;
            assertThrows(ChannelLostException.class, in::read);
            for (Socket socket : relayed.get()) {
                socket.close();
            }
        }
    }

    private volatile boolean silent;

    @Test
    void aKeyIsNeededBeyondThisMachine() {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        assertThrows(IllegalArgumentException.class, () -> ChannelHost.open(everywhere, null));
        assertThrows(IllegalArgumentException.class, () -> ChannelHost.open(LOOPBACK, new byte[0]));
        assertThrows(IllegalArgumentException.class,
                () -> RemoteChannels.connect(new InetSocketAddress("192.0.2.1", 1), null));
    }

    @Test
    void keysHaveToAgree() throws Exception {
        ChannelConnectException e =
                assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), "guess".getBytes(UTF_8)));
        assertEquals("the host has another authentication key", e.getMessage());
        e = assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), null));
        assertEquals("the host requires an authentication key", e.getMessage());
        try (ChannelHost open = ChannelHost.open(LOOPBACK, null)) {
            e = assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(open.address(), KEY));
            assertEquals("the host has no authentication key", e.getMessage());
            open.publish("b", b);
            RemoteChannels unkeyed = RemoteChannels.connect(open.address(), null);
            unkeyed.channel("b").writer().write(bytes(1));
            unkeyed.close();
        }
        assertArrayEquals(bytes(1), b.reader().read());
    }

    @Test
    void whatDoesNotSpeakTheProtocolIsSentAway() throws Exception {
        try (Socket socket = new Socket(host.address().getAddress(), host.address().getPort())) {
            socket.getOutputStream().write(new byte[200]);
            socket.setSoTimeout(20_000);
            while (socket.getInputStream().read() >= 0) {
                assertFalse(socket.isClosed());
            }
        }
        write(remoteB.writer(), 1).get();
    }

    @Test
    void namesAreUniqueAndHaveToExist() {
        ChannelConnectException e = assertThrows(ChannelConnectException.class, () -> client.channel("nobody"));
        assertTrue(e.getMessage().endsWith(": there is no channel nobody"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> host.publish("a", a));
        host.withdraw("a");
        host.publish("a", a);
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

    @Test
    void aLentEndIsTheSameEnd() throws Exception {
        Channel<byte[]> own = Channel.buffered(2);
        ChannelWriter<byte[]> out = own.writer();
        ChannelReader<byte[]> in = own.reader();
        long ticket = host.lend(out, Codec.BYTES);
        ChannelWriter<byte[]> remote = (ChannelWriter<byte[]>) client.end(ticket, Codec.BYTES);
        assertEquals(own.name(), remote.channel().name());
        remote.write(bytes(1));
        assertArrayEquals(bytes(1), in.read());
        assertThrows(ChannelConnectException.class, () -> client.end(ticket, Codec.BYTES));
        ChannelWriter<byte[]> second = remote.another();
        remote.retire();
        assertThrows(ChannelRetireException.class, () -> out.write(bytes(2)));
        assertThrows(ChannelRetireException.class, () -> remote.write(bytes(2)));
        second.write(bytes(3));
        assertArrayEquals(bytes(3), in.read());
        second.retire();
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void anEndMovesOnToAThirdJvm() throws Exception {
        ChannelReader<byte[]> in = a.reader();
        ChannelWriter<byte[]> remote = remoteA.writer();
        RemoteChannels third = RemoteChannels.connect(host.address(), KEY);
        ChannelWriter<byte[]> moved = (ChannelWriter<byte[]>) third.end(client.lend(remote), Codec.BYTES);
        client.abort();
        FutureTask<Void> written = write(moved, 7);
        assertArrayEquals(bytes(7), in.read());
        written.get();
        FutureTask<byte[]> read = start(in::read);
        third.abort();
        assertFailsWith(ChannelLostException.class, read);
    }

    @Test
    void aDisconnectedEndIsNotLost() throws Exception {
        ChannelReader<byte[]> in = a.reader();
        ChannelWriter<byte[]> out = remoteA.writer();
        FutureTask<Void> first = write(out, 1);
        assertArrayEquals(bytes(1), in.read());
        first.get();
        out.disconnect();
        out.disconnect();
        while (!host.isIdle()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        FutureTask<byte[]> read = start(in::read);
        FutureTask<Void> again = write(out, 2);
        assertArrayEquals(bytes(2), read.get());
        again.get();
        out.disconnect();
        out.retire();
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void aDisconnectedEndWhoseHostIsLostRaises() throws Exception {
        ChannelWriter<byte[]> out = remoteA.writer();
        out.disconnect();
        host.close();
        assertThrows(ChannelLostException.class, () -> out.write(bytes(1)));
        out.poison();
        out.retire();
    }

    @Test
    void aHostThatClosesConfirmsWhatHasHappened() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (ChannelHost closing = ChannelHost.open(LOOPBACK, KEY)) {
                Channel<byte[]> c = Channel.rendezvous();
                closing.publish("c", c);
                ChannelReader<byte[]> in = RemoteChannels.connect(closing.address(), KEY).channel("c").reader();
                FutureTask<byte[]> read = start(in::read);
                c.writer().write(bytes(i));
                closing.close();
                assertArrayEquals(bytes(i), read.get());
            }
        }
    }

    @Test
    void aNameMayBePublishedWhenItIsAskedFor() throws Exception {
        Channel<byte[]> late = Channel.buffered(1);
        host.whenUnknown(name -> {
            if (name.equals("late")) {
                host.publish(name, late);
            }
        });
        assertThrows(ChannelConnectException.class, () -> client.channel("never"));
        client.channel("late").writer().write(bytes(5));
        assertArrayEquals(bytes(5), late.reader().read());
    }
}
