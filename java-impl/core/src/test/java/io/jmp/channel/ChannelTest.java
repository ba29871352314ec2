package io.jmp.channel;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Shared;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChannelTest {

    private final Crew crew = new Crew();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    private static Parcel parcel(int size) {
        return new Parcel(new byte[size]);
    }

    /** A parcel with something that counts how often it was let go. */
    private static Parcel counting(AtomicInteger discarded) {
        return new Parcel(new byte[1], new Object[] {"no shared object", new Shared() {
            @Override
            public String rebuilder() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void undelivered() {
                discarded.incrementAndGet();
            }
        }});
    }

    @Test
    void keepsTheOrder() throws Exception {
        Channel channel = Channel.ofParcels(0);
        Parcel first = parcel(1);
        Parcel second = parcel(0);
        assertTrue(channel.send(first, 0));
        assertTrue(channel.send(second, -1));
        assertEquals(2, channel.size());
        assertSame(first, channel.receive(0));
        assertSame(second, channel.receive(-1));
        assertNull(channel.receive(0));
        assertEquals(0, channel.size());
    }

    @Test
    void isBoundedByParcels() throws Exception {
        Channel channel = Channel.ofParcels(2);
        assertTrue(channel.send(parcel(1_000_000), 0));
        assertFalse(channel.isFull());
        assertTrue(channel.send(parcel(1_000_000), 0));
        assertTrue(channel.isFull());
        assertFalse(channel.send(parcel(0), 0));
        assertEquals(2, channel.size());
        assertNotNull(channel.receive(0));
        assertFalse(channel.isFull());
        assertTrue(channel.send(parcel(0), 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void noBoundForZeroOrLess(int bound) throws Exception {
        Channel channel = Channel.ofParcels(bound);
        for (int i = 0; i < 100_000; i++) {
            assertTrue(channel.send(parcel(0), 0));
        }
        assertEquals(100_000, channel.size());
        assertFalse(channel.isFull());
    }

    @Test
    void isBoundedByBytesButLetsParcelsOfAnySizeThrough() throws Exception {
        Channel channel = Channel.ofBytes(10);
        assertTrue(channel.send(parcel(9), 0));
        assertTrue(channel.send(parcel(1_000), 0), "holds fewer than ten bytes");
        assertFalse(channel.send(parcel(1), 0));
        assertFalse(channel.send(parcel(1), SHORT));
        assertEquals(9, channel.receive(0).size());
        assertFalse(channel.send(parcel(1), 0), "still holds a thousand");
        assertEquals(1_000, channel.receive(0).size());
        assertTrue(channel.send(parcel(1), 0));
    }
    @Test
    void oneRemovalFromAChannelOfBytesAdmitsSeveral() throws Exception {
        Channel channel = Channel.ofBytes(10);
        channel.send(parcel(10), 0);
        var senders = crew.start(5, () -> channel.send(parcel(1), -1));
        senders.forEach(Crew.Member::parked);
        channel.receive(0);
        Crew.results(senders).forEach(sent -> assertTrue(sent));
        assertEquals(5, channel.size());
    }

    @Test
    void timeoutsRunOutAndChangeNothing() throws Exception {
        Channel channel = Channel.ofParcels(1);
        long begin = System.nanoTime();
        assertNull(channel.receive(SHORT));
        assertTrue(System.nanoTime() - begin >= SHORT);
        Parcel only = parcel(1);
        assertTrue(channel.send(only, SHORT));
        begin = System.nanoTime();
        assertFalse(channel.send(parcel(2), SHORT));
        assertTrue(System.nanoTime() - begin >= SHORT);
        assertSame(only, channel.receive(SHORT));
        assertNull(channel.receive(0));
    }

    @Test
    void aParcelWakesReceiversAndRoomWakesSenders() throws Exception {
        Channel channel = Channel.ofParcels(1);
        for (long nanos : new long[] {-1, LONG, Long.MAX_VALUE}) {
            Parcel parcel = parcel(1);
            Crew.Member<Parcel> receiver = crew.start(() -> channel.receive(nanos)).parked();
            assertTrue(channel.send(parcel, 0));
            assertSame(parcel, receiver.result());

            channel.send(parcel(1), 0);
            Crew.Member<Boolean> sender = crew.start(() -> channel.send(parcel, nanos)).parked();
            channel.receive(0);
            assertTrue(sender.result());
            assertSame(parcel, channel.receive(0));
        }
    }

    @Test
    void whoIsInterruptedSendsAndTakesNothing() throws Exception {
        Channel channel = Channel.ofParcels(1);
        Crew.Member<Parcel> receiver = crew.start(() -> channel.receive(-1)).parked();
        receiver.interrupt();
        assertThrows(InterruptedException.class, receiver::result);
        Parcel parcel = parcel(1);
        channel.send(parcel, 0);
        Crew.Member<Boolean> sender = crew.start(() -> channel.send(parcel(1), -1)).parked();
        sender.interrupt();
        assertThrows(InterruptedException.class, sender::result);
        assertSame(parcel, channel.receive(0));
        assertNull(channel.receive(0));
    }

    @Test
    void receiversGetWhatIsThereAfterTheSendersAreGone() throws Exception {
        Channel channel = Channel.ofParcels(0);
        Parcel parcel = parcel(1);
        channel.send(parcel, 0);
        channel.closeSending();
        assertSame(parcel, channel.receive(-1));
        for (long nanos : new long[] {0, LONG, -1}) {
            assertThrows(ChannelClosedException.class, () -> channel.receive(nanos));
        }
        assertTrue(channel.isReady(), "a receive would not wait");
    }

    @Test
    void whoWaitsToReceiveLearnsThatTheSendersAreGone() {
        Channel channel = Channel.ofParcels(0);
        var receivers = crew.start(4, () -> channel.receive(-1));
        receivers.forEach(Crew.Member::parked);
        channel.closeSending();
        receivers.forEach(receiver -> assertThrows(ChannelClosedException.class, receiver::result));
    }

    @Test
    void whoWaitsToSendLearnsThatTheReceiversAreGone() throws Exception {
        Channel channel = Channel.ofParcels(1);
        channel.send(parcel(1), 0);
        var senders = crew.start(4, () -> channel.send(parcel(1), -1));
        senders.forEach(Crew.Member::parked);
        channel.closeReceiving();
        senders.forEach(sender -> assertThrows(ChannelClosedException.class, sender::result));
        for (long nanos : new long[] {0, LONG, -1}) {
            assertThrows(ChannelClosedException.class, () -> channel.send(parcel(1), nanos));
        }
        assertEquals(0, channel.size());
    }

    @Test
    void closingTheReceivingSideDropsWhatIsThere() throws Exception {
        Channel channel = Channel.ofParcels(0);
        AtomicInteger discarded = new AtomicInteger();
        channel.send(counting(discarded), 0);
        channel.send(counting(discarded), 0);
        channel.receive(0);
        assertEquals(0, discarded.get());
        channel.closeReceiving();
        assertEquals(1, discarded.get());
        channel.closeReceiving();
        assertEquals(1, discarded.get());
        assertEquals(0, channel.size());
    }

    @Test
    void tellsWatchersOfEveryChange() throws Exception {
        Channel channel = Channel.ofParcels(0);
        AtomicInteger told = new AtomicInteger();
        Runnable watcher = told::incrementAndGet;
        channel.addWatcher(watcher);
        assertFalse(channel.isReady());
        channel.send(parcel(1), 0);
        assertTrue(channel.isReady());
        assertEquals(1, told.get());
        channel.receive(0);
        assertFalse(channel.isReady());
        int before = told.get();
        channel.closeSending();
        assertTrue(told.get() > before);
        assertTrue(channel.isReady());
        channel.removeWatcher(watcher);
        channel.removeWatcher(watcher);
        before = told.get();
        channel.closeReceiving();
        assertEquals(before, told.get());
    }
}
