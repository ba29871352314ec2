package io.jmp.net;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static io.jmp.Crew.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.parcel.ParcelMaker;
import io.jmp.parcel.Pickles;
import io.jmp.pipe.Connection;
import io.jmp.pipe.Pipe;
import io.jmp.pipe.PipeCalls;
import io.jmp.process.Children;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.WaitAny;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over TCP and Unix sockets, both ends ours. */
@Timeout(60)
class SocketTest {

    @TempDir
    Path directory;

    private final Crew crew = new Crew();
    private final Children children = new Children();
    private final SocketCalls calls = new SocketCalls(() -> null, true);
    private final PipeCalls pipes = new PipeCalls(() -> null, ParcelMaker.UNLIMITED);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void dismiss() throws Exception {
        crew.close();
        children.close();
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private SocketListener listen(boolean unix) {
        SocketListener listener = unix
                ? calls.listenUnix(directory.resolve("s").toString(), 1)
                : calls.listenInet("localhost", 0, 1);
        open.add(listener);
        return listener;
    }

    private Connection connect(SocketListener listener) throws Exception {
        Object[] address = calls.address(listener);
        Connection connection = address.length == 0
                ? calls.connectUnix(directory.resolve("s").toString())
                : calls.connectInet((String) address[0], (int) address[1]);
        open.add(connection);
        return connection;
    }

    private Connection[] pair(boolean unix) throws Exception {
        SocketListener listener = listen(unix);
        Connection client = connect(listener);
        Connection server = (Connection) calls.accept(listener, -1)[0];
        open.add(server);
        listener.close();
        return new Connection[] {client, server};
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesBothWays(boolean unix) throws Exception {
        Connection[] ends = pair(unix);
        for (Object value : List.of(1, "two", List.of(3L, "x"), "y".repeat(3_000_000))) {
            Crew.Member<?> sender = crew.start(() -> {
                ends[0].send(value);
                return null;
            });
            Object received = ends[1].receive();
            assertEquals(value.toString(), received.toString());
            sender.result();
            ends[1].send(1);
            assertEquals(1, ends[0].receive());
        }
        assertTrue(ends[0].isReadable());
        assertTrue(ends[0].isWritable());
    }

    @Test
    void tellsTheAddresses() throws Exception {
        SocketListener listener = listen(false);
        Object[] address = calls.address(listener);
        assertEquals("127.0.0.1", address[0]);
        connect(listener);
        Object[] accepted = calls.accept(listener, -1);
        open.add((Connection) accepted[0]);
        Object[] peer = (Object[]) accepted[1];
        assertEquals("127.0.0.1", peer[0]);
        assertTrue((int) peer[1] > 0);
        SocketListener unix = listen(true);
        assertEquals(0, calls.address(unix).length);
        connect(unix);
        accepted = calls.accept(unix, -1);
        open.add((Connection) accepted[0]);
        assertEquals(0, ((Object[]) accepted[1]).length);
    }

    @Test
    void pollWaitsAndTheEndIsSeen() throws Exception {
        Connection[] ends = pair(false);
        assertFalse(ends[0].poll());
        assertFalse(ends[0].poll(SHORT, TimeUnit.NANOSECONDS));
        assertNull(pipes.receive(ends[0], 0));
        assertNull(pipes.receive(ends[0], 0.01));
        Crew.Member<Boolean> poller = crew.start(() -> ends[0].poll(60, TimeUnit.SECONDS)).parked();
        ends[1].send(1);
        assertTrue(poller.result());
        assertEquals(1, ends[0].receive());
        Crew.Member<Object> receiver = crew.start(ends[0]::receive).parked();
        ends[1].close();
        assertRaises("EOFError", "", receiver::result);
        assertTrue(ends[0].poll());
        assertRaises("EOFError", "", ends[0]::receive);
        assertRaises("OSError", "handle is closed", ends[1]::receive);
    }

    @Test
    void sendingToNobodyFails() throws Exception {
        Connection[] ends = pair(true);
        ends[1].close();
        until(() -> {
            PythonError error = assertThrowsOrNull(() -> ends[0].send("x"));
            return error != null && error.type().equals("BrokenPipeError")
                    && error.getMessage().equals("[Errno 32] Broken pipe");
        });
    }

    private static PythonError assertThrowsOrNull(org.junit.jupiter.api.function.Executable work) {
        try {
            work.execute();
            return null;
        } catch (PythonError e) {
            return e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingWakesWhoWaits() throws Exception {
        Connection[] ends = pair(false);
        Crew.Member<Object> receiver = crew.start(ends[0]::receive).parked();
        Crew.Member<?> sender = crew.start(() -> {
            while (true) {
                ends[0].send("x".repeat(1_000_000));
            }
        }).parked();
        ends[0].close();
        assertRaises("OSError", "handle is closed", receiver::result);
        assertRaises("OSError", "handle is closed", sender::result);
        SocketListener listener = listen(false);
        Crew.Member<Object[]> accepter = crew.start(() -> calls.accept(listener, -1)).parked();
        listener.close();
        listener.close();
        assertRaises("OSError", "[Errno 9] Bad file descriptor", accepter::result);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyConnectsToAClosedListener(boolean unix) throws Exception {
        SocketListener listener = listen(unix);
        Object[] address = calls.address(listener);
        assertNull(calls.accept(listener, 0.01));
        listener.close();
        assertRaises("ConnectionRefusedError", "[Errno 111] Connection refused", () -> {
            if (unix) {
                calls.connectUnix(directory.resolve("s").toString());
            } else {
                calls.connectInet("localhost", (int) address[1]);
            }
        });
    }

    @Test
    void addressesThatCannotBeUsed() throws Exception {
        SocketListener listener = listen(false);
        int port = (int) calls.address(listener)[1];
        assertRaises("OSError", "[Errno 98] Address already in use", () -> calls.listenInet("localhost", port, 1));
        listen(true);
        assertRaises("OSError", "[Errno 98] Address already in use", () -> listen(true));
        String missing = directory.resolve("missing").toString();
        assertRaises("FileNotFoundError", "[Errno 2] No such file or directory", () -> calls.connectUnix(missing));
        assertRaises("FileNotFoundError", "[Errno 2] No such file or directory", () -> calls.listenUnix(missing + "/s", 1));
        Path file = Files.createFile(directory.resolve("file"));
        assertRaises("ConnectionRefusedError", "[Errno 111] Connection refused", () -> calls.connectUnix(file.toString()));
        assertRaises("OSError", "AF_UNIX path too long", () -> calls.listenUnix("/tmp/" + "x".repeat(200), 1));
        assertRaises("ValueError", "embedded null byte", () -> calls.connectUnix("\0abstract"));
        assertRaises("OverflowError", "bind(): port must be 0-65535.", () -> calls.listenInet("localhost", 65536, 1));
        assertRaises("OverflowError", "connect(): port must be 0-65535.", () -> calls.connectInet("localhost", -1));
        assertRaises("socket.gaierror", "[Errno -2] Name or service not known",
                () -> calls.connectInet("no.such.host.invalid", 1));
    }

    @Test
    void whoIsInterruptedTakesNothing() throws Exception {
        Connection[] ends = pair(false);
        Crew.Member<Object> receiver = crew.start(ends[0]::receive).parked();
        receiver.interrupt();
        assertThrows(InterruptedException.class, receiver::result);
        ends[1].send("still there");
        assertEquals("still there", ends[0].receive());
        SocketListener listener = listen(false);
        Crew.Member<Object[]> accepter = crew.start(() -> calls.accept(listener, -1)).parked();
        accepter.interrupt();
        assertThrows(InterruptedException.class, accepter::result);
        connect(listener);
        open.add((Connection) calls.accept(listener, -1)[0]);
    }

    @Test
    void whatAnInterruptedSenderBeganIsBroughtToItsEnd() throws Exception {
        Connection[] ends = pair(false);
        String large = "x".repeat(20_000_000);
        Crew.Member<?> sender = crew.start(() -> {
            ends[0].send(large);
            return null;
        }).parked();
        sender.interrupt();
        assertThrows(InterruptedException.class, sender::result);
        Crew.Member<?> next = crew.start(() -> {
            ends[0].send("next");
            return null;
        });
        assertEquals(large, ends[1].receive());
        assertEquals("next", ends[1].receive());
        next.result();
    }

    @Test
    void aMessageLongerThanWantedEndsTheReceiving() throws Exception {
        Connection[] ends = pair(false);
        pipes.send(ends[0], new byte[] {1, 2, 3}, null);
        assertArrayEquals(new byte[] {1, 2, 3}, pipes.receiveAtMost(ends[1], 30, 3).data());
        pipes.send(ends[0], new byte[] {1, 2, 3}, null);
        assertRaises("OSError", "bad message length", () -> pipes.receiveAtMost(ends[1], 30, 2));
        assertRaises("OSError", "connection is write-only", () -> pipes.receive(ends[1], 30));
        pipes.send(ends[1], new byte[0], null);
        assertEquals(0, pipes.receive(ends[0], 30).data().length);
    }

    @Test
    void sharedObjectsStayInTheJvm() throws Exception {
        Connection[] ends = pair(false);
        Pipe pipe = Pipe.open(true, null);
        assertRaises("RuntimeError", "an object that refers to shared objects cannot be pickled into bytes alone",
                () -> ends[0].send(pipe.second()));
        pipe.second().close();
        assertRaises("EOFError", "", pipe.first()::receive);
    }

    @Test
    void connectionsGoToOtherProcesses() throws Exception {
        Connection[] ends = pair(false);
        Pipe way = Pipe.open(true, null);
        way.first().send(ends[0]);
        ends[0].close();
        assertFalse(ends[1].poll());
        JvmProcess receiver = children.blocked();
        Connection arrived = new PipeCalls(() -> receiver, ParcelMaker.UNLIMITED).arrive((Connection) way.second().receive());
        arrived.send("hello");
        assertEquals("hello", ends[1].receive());
        receiver.kill();
        assertRaises("EOFError", "", ends[1]::receive);
    }

    @Test
    void theEndOfAProcessClosesWhatItHas() throws Exception {
        JvmProcess owner = children.blocked();
        SocketCalls its = new SocketCalls(() -> owner, true);
        SocketListener listener = its.listenInet("", 0, 1);
        int port = (int) its.address(listener)[1];
        Connection client = calls.connectInet("localhost", port);
        open.add(client);
        Connection server = (Connection) its.accept(listener, -1)[0];
        assertFalse(server.isClosed());
        owner.kill();
        assertRaises("EOFError", "", client::receive);
        assertEquals(-9, Children.join(owner));
        assertRaises("ConnectionRefusedError", "[Errno 111] Connection refused", () -> calls.connectInet("localhost", port));
    }

    /** Also where the poller, which has to let a listener go that was waited for, comes late. */
    @Test
    void nobodyConnectsToAProcessThatHasEnded() throws Exception {
        JvmProcess owner = children.blocked();
        SocketListener listener = new SocketCalls(() -> owner, true).listenInet("localhost", 0, 1);
        int port = (int) calls.address(listener)[1];
        assertNull(calls.accept(listener, 0.01));
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
        open.add(pipe.source());
        open.add(pipe.sink());
        pipe.source().configureBlocking(false);
        new Poller.Watch(pipe.source(), operations -> {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }).arm(SelectionKey.OP_READ);
        pipe.sink().write(ByteBuffer.allocate(1));
        busy.await();
        owner.kill();
        until(() -> owner.isReady() || Thread.getAllStackTraces().keySet().stream().anyMatch(thread ->
                thread.getName().startsWith("jmp-" + owner.pid() + "-") && thread.getState() == Thread.State.TIMED_WAITING));
        if (!owner.isReady()) {
            free.countDown();
        }
        try {
            assertEquals(-9, Children.join(owner));
            assertRaises("ConnectionRefusedError", "[Errno 111] Connection refused", () -> calls.connectInet("localhost", port));
        } finally {
            free.countDown();
        }
    }

    @Test
    void theGarbageCollectorClosesWhatNobodyHolds() throws Exception {
        SocketListener listener = listen(false);
        Connection client = connect(listener);
        assertTrue(calls.accept(listener, -1).length > 0);
        until(() -> {
            System.gc();
            return client.isReady();
        });
        assertRaises("EOFError", "", client::receive);
    }

    @Test
    void isWaitedForTogetherWithPipesAndProcesses() throws Exception {
        Connection[] ends = pair(true);
        Pipe pipe = Pipe.open(true, null);
        JvmProcess process = children.blocked();
        var all = List.of(ends[0], pipe.first(), process);
        assertEquals(List.of(), WaitAny.await(all, SHORT));
        Crew.Member<?> waiter = crew.start(() -> WaitAny.await(all, LONG)).parked();
        ends[1].send(1);
        assertEquals(List.of(ends[0]), waiter.result());
        pipe.second().send(1);
        assertEquals(List.of(ends[0], pipe.first()), WaitAny.await(all, LONG));
    }

    @Test
    void manyTalkOverOneSocket() throws Exception {
        Connection[] ends = pair(false);
        var echoes = crew.start(3, () -> {
            for (Object item = ends[1].receive(); !"end".equals(item); item = ends[1].receive()) {
                ends[1].send(item);
            }
            return null;
        });
        var senders = crew.start(3, () -> {
            for (int i = 0; i < 1_000; i++) {
                ends[0].send("z".repeat(i * 7 % 40_000));
            }
            return null;
        });
        var receivers = crew.start(3, () -> {
            long length = 0;
            for (int i = 0; i < 1_000; i++) {
                length += ((String) ends[0].receive()).length();
            }
            return length;
        });
        long expected = 0;
        for (int i = 0; i < 1_000; i++) {
            expected += i * 7 % 40_000;
        }
        Crew.results(senders);
        assertEquals(3 * expected, Crew.results(receivers).stream().mapToLong(n -> n).sum());
        for (int i = 0; i < 3; i++) {
            ends[0].send("end");
        }
        Crew.results(echoes);
    }

    @Test
    void keyedHashes() {
        byte[] key = "key".getBytes();
        byte[] text = "The quick brown fox jumps over the lazy dog".getBytes();
        assertEquals("80070713463e7749b90c2dc24911e275", hex(calls.hmac("md5", key, text)));
        assertEquals("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8", hex(calls.hmac("sha256", key, text)));
        assertEquals("74e6f7298a9c2d168935f58c001bad88", hex(calls.hmac("md5", new byte[0], new byte[0])));
        assertEquals(48, calls.hmac("sha3_384", new byte[500], text).length);
        assertRaises("ValueError", "unsupported hash type crc", () -> calls.hmac("crc", key, text));
        assertTrue(calls.isEqual(key, key.clone()));
        assertFalse(calls.isEqual(key, text));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    @Test
    void picklesAreThoseOfPipes() throws Exception {
        Connection[] ends = pair(true);
        ends[0].send(List.of(1));
        assertArrayEquals(Pickles.dumps(List.of(1)).data(), pipes.receive(ends[1], -1).data());
    }
}
