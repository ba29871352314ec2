package io.jmp.pipe;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static io.jmp.Crew.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.channel.Channel;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.ParcelMaker;
import io.jmp.parcel.Pickles;
import io.jmp.process.Children;
import io.jmp.process.JvmProcess;
import io.jmp.wait.WaitAny;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class PipeTest {

    private final Crew crew = new Crew();
    private final Children children = new Children();
    private final Pipe pipe = Pipe.open(true, null);
    private final Connection one = pipe.first();
    private final Connection other = pipe.second();

    @AfterEach
    void dismiss() {
        crew.close();
        children.close();
    }

    private static void assertEndOfFile(Executable work) {
        assertRaises("EOFError", "", work);
    }

    private static void assertBroken(Executable work) {
        assertRaises("BrokenPipeError", "Broken pipe", work);
    }

    private static void assertHandleClosed(Executable work) {
        assertRaises("OSError", "handle is closed", work);
    }

    @Test
    void goesBothWays() throws Exception {
        List<Object> value = Arrays.asList(42, null, "hello");
        one.send(value);
        other.send(null);
        one.send(new byte[] {1});
        assertEquals(value, other.receive());
        assertNull(one.receive());
        assertArrayEquals(new byte[] {1}, (byte[]) other.receive());
        for (Connection connection : List.of(one, other)) {
            assertTrue(connection.isReadable());
            assertTrue(connection.isWritable());
            assertFalse(connection.isClosed());
        }
    }

    @Test
    void aOneWayPipeGoesFromTheSecondToTheFirst() throws Exception {
        Pipe simplex = Pipe.open(false, null);
        Connection reader = simplex.first();
        Connection writer = simplex.second();
        assertTrue(reader.isReadable());
        assertFalse(reader.isWritable());
        assertFalse(writer.isReadable());
        assertTrue(writer.isWritable());
        writer.send("x");
        assertEquals("x", reader.receive());
        assertRaises("OSError", "connection is read-only", () -> reader.send(1));
        assertRaises("OSError", "connection is write-only", writer::receive);
        assertRaises("OSError", "connection is write-only", writer::poll);
        writer.close();
        assertEndOfFile(reader::receive);
        Pipe second = Pipe.open(false, null);
        second.first().close();
        assertBroken(() -> second.second().send(1));
    }

    @Test
    void pollWaitsForSomethingToReceive() throws Exception {
        assertFalse(one.poll());
        assertFalse(one.poll(-1, TimeUnit.SECONDS));
        assertFalse(one.poll(SHORT, TimeUnit.NANOSECONDS));
        Crew.Member<Boolean> poller = crew.start(() -> one.poll(-1)).parked();
        other.send(1);
        assertTrue(poller.result());
        assertTrue(one.poll());
        one.receive();
        Crew.Member<Boolean> end = crew.start(() -> one.poll(LONG, TimeUnit.NANOSECONDS)).parked();
        other.close();
        assertTrue(end.result(), "end of file");
        assertTrue(one.poll(0));
    }

    @Test
    void theEndComesAfterWhatWasSent() throws Exception {
        other.send("last");
        other.close();
        assertEquals("last", one.receive());
        assertEndOfFile(one::receive);
        assertEndOfFile(one::receive);
        assertBroken(() -> one.send(1));
    }

    @Test
    void whoWaitsLearnsThatTheOtherEndWasClosed() throws Exception {
        Crew.Member<Object> receiver = crew.start(one::receive).parked();
        Crew.Member<List<Connection>> waiter = crew.start(() -> WaitAny.await(List.of(one), -1)).parked();
        other.close();
        assertEndOfFile(receiver::result);
        assertEquals(List.of(one), waiter.result());
    }

    @Test
    void whoWaitsToSendLearnsThatTheOtherEndWasClosed() throws Exception {
        Crew.Member<?> sender = crew.start(() -> {
            while (true) {
                one.send(new byte[100_000]);
            }
        }).parked();
        other.close();
        assertBroken(sender::result);
    }

    @Test
    void aSenderWaitsForTheReaderInTime() throws Exception {
        Parcel large = new Parcel(new byte[(int) Pipe.CAPACITY_BYTES]);
        assertTrue(one.sendParcel(large, 0));
        assertFalse(one.sendParcel(large, 0));
        assertFalse(one.sendParcel(large, SHORT));
        Crew.Member<Boolean> sender = crew.start(() -> one.sendParcel(large, -1)).parked();
        assertEquals(large, other.receiveParcel(0));
        assertTrue(sender.result());
    }

    @Test
    void whoIsInterruptedReceivesNothing() throws Exception {
        Crew.Member<Object> receiver = crew.start(one::receive).parked();
        receiver.interrupt();
        assertThrows(InterruptedException.class, receiver::result);
        other.send(1);
        assertEquals(1, one.receive());
    }

    @Test
    void aClosedConnectionDoesNothingMore() {
        one.close();
        one.close();
        assertTrue(one.isClosed());
        assertFalse(other.isClosed());
        assertHandleClosed(() -> one.send(1));
        assertHandleClosed(one::receive);
        assertHandleClosed(() -> one.poll(0));
        assertHandleClosed(one::departing);
        assertHandleClosed(() -> one.dup(null));
        assertTrue(one.isReady(), "a wait would not end otherwise");
    }

    @Test
    void anEndLivesUntilItsLastHolderIsGone() throws Exception {
        Connection second = one.dup(null);
        assertNotSame(one, second);
        one.close();
        assertFalse(other.poll(0));
        second.send("still there");
        assertEquals("still there", other.receive());
        second.close();
        second.close();
        assertEndOfFile(other::receive);
    }

    @Test
    void aConnectionTravels() throws Exception {
        Pipe way = Pipe.open(true, null);
        way.first().send(List.of("take this", other));
        other.close();
        assertFalse(one.poll(0), "the message holds it");
        Connection arrived = (Connection) ((List<?>) way.second().receive()).get(1);
        one.send("hello");
        assertEquals("hello", arrived.receive());
        arrived.close();
        assertEndOfFile(one::receive);
    }

    @Test
    void aConnectionInAMessageThatNobodyReadsIsClosed() throws Exception {
        Pipe way = Pipe.open(true, null);
        way.first().send(other);
        other.close();
        assertFalse(one.poll(0));
        way.second().close();
        assertEndOfFile(one::receive);
    }
    @Test
    void bothEndsInEachOthersMessagesAreClosed() throws Exception {
        one.send(other);
        other.send(one);
        one.close();
        other.close();
        Pipe way = Pipe.open(true, null);
        way.first().send(way.first());
        way.first().close();
        Connection back = (Connection) way.second().receive();
        back.close();
        assertEndOfFile(way.second()::receive);
    }

    @Test
    void departsToAProcessAndArrivesThere() throws Exception {
        JvmProcess receiver = children.blocked();
        PipeCalls calls = new PipeCalls(() -> receiver, ParcelMaker.UNLIMITED);
        Connection departed = calls.depart(other);
        other.close();
        Connection arrived = calls.arrive(departed);
        assertTrue(departed.isClosed());
        assertFalse(one.poll(0));
        calls.send(arrived, Pickles.dumps("hello").data(), null);
        assertEquals("hello", one.receive());
        receiver.kill();
        assertEndOfFile(one::receive);
        assertEquals(-9, Children.join(receiver));
        assertTrue(arrived.isClosed());
        assertBroken(() -> one.send(1));
    }

    @Test
    void undeliveredClosesOnlyWhatIsOnItsWay() throws Exception {
        JvmProcess process = children.blocked();
        Connection held = one.dup(process);
        held.undelivered();
        assertFalse(held.isClosed());
        Connection departed = held.departing();
        departed.undelivered();
        assertTrue(departed.isClosed());
    }

    @Test
    void theEndOfAProcessClosesItsConnections() throws Exception {
        JvmProcess owner = children.blocked();
        Pipe owned = Pipe.open(true, owner);
        Connection outside = owned.second().dup(null);
        Crew.Member<Object> receiver = crew.start(outside::receive).parked();
        owner.terminate();
        assertEndOfFile(receiver::result);
        assertEquals(-15, Children.join(owner));
        assertTrue(owned.first().isClosed());
        assertTrue(owned.second().isClosed());
        assertHandleClosed(() -> owned.first().send(1));
        assertBroken(() -> outside.send(1));
    }

    @Test
    void aProcessThatHasEndedHoldsNothing() throws Exception {
        JvmProcess ended = children.ended();
        Pipe owned = Pipe.open(true, ended);
        assertTrue(owned.first().isClosed());
        Connection late = other.dup(ended);
        other.close();
        assertTrue(late.isClosed());
        assertEndOfFile(one::receive);
    }

    @Test
    void theGarbageCollectorClosesWhatNobodyHolds() throws Exception {
        Connection kept = Pipe.open(true, null).first();
        assertCollected(kept);
    }

    @Test
    void theGarbageCollectorClosesWhatAProcessHasForgotten() throws Exception {
        Connection kept = Pipe.open(true, children.blocked()).first();
        assertCollected(kept);
    }

    private static void assertCollected(Connection kept) {
        until(() -> {
            System.gc();
            return kept.isReady();
        });
        assertEndOfFile(kept::receive);
        assertBroken(() -> kept.send(1));
    }

    @Test
    void whatWasClosedLeavesNothingInItsProcess() throws Exception {
        JvmProcess owner = children.blocked();
        WeakReference<PipeEnd> end = forgotten(owner, true);
        until(() -> {
            System.gc();
            return end.refersTo(null);
        });
        assertTrue(owner.isAlive());
    }

    private static WeakReference<PipeEnd> forgotten(JvmProcess owner, boolean closed) {
        PipeEnd end = new PipeEnd(Channel.ofBytes(1), Channel.ofBytes(1));
        Connection connection = Connection.open(end, owner);
        if (closed) {
            connection.close();
        }
        return new WeakReference<>(end);
    }

    @Test
    void callsOfPython() throws Exception {
        PipeCalls calls = new PipeCalls(() -> null, ParcelMaker.UNLIMITED);
        Object[] both = calls.open(false);
        Connection reader = (Connection) both[0];
        Connection writer = (Connection) both[1];
        assertTrue(calls.readable(reader));
        assertFalse(calls.writable(reader));
        assertNull(calls.receive(reader, 0));
        assertNull(calls.receive(reader, 0.01));
        assertFalse(calls.poll(reader, 0.01));
        assertArrayEquals(new Object[0], calls.waitAny(new Object[] {reader}, 0.01));
        calls.send(writer, new byte[] {5}, null);
        assertTrue(calls.poll(reader, -1));
        assertArrayEquals(new Object[] {1, 2}, calls.waitAny(new Object[] {one, reader, reader}, -1));
        assertArrayEquals(new byte[] {5}, calls.receive(reader, -1).data());
        calls.close(writer);
        assertTrue(calls.closed(writer));
        assertFalse(calls.closed(reader));
        assertArrayEquals(new Object[] {0}, calls.waitAny(new Object[] {reader, one}, -1));
        assertEndOfFile(() -> calls.receive(reader, 0));
    }

    @Test
    void manyPairsTalkAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        var pairs = crew.start(8, () -> {
            Pipe own = Pipe.open(true, null);
            try (Crew echo = new Crew()) {
                var answers = echo.start(() -> {
                    int count = 0;
                    for (Object item = own.second().receive(); item != null; item = own.second().receive()) {
                        own.second().send(item);
                        count++;
                    }
                    return count;
                });
                go.await();
                for (int i = 0; i < 2_000; i++) {
                    own.first().send(i);
                    assertEquals(i, own.first().receive());
                }
                own.first().send(null);
                return answers.result();
            }
        });
        go.countDown();
        Crew.results(pairs).forEach(count -> assertEquals(2_000, count));
    }
}
