package io.jmp.wait;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.channel.Channel;
import io.jmp.parcel.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitAnyTest {

    private final Crew crew = new Crew();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    /** Ready when it is told; can do something when it is looked at. */
    private static class Flag implements Waitable {
        final Watchers watchers = new Watchers();
        final AtomicInteger registered = new AtomicInteger();
        volatile boolean ready;

        void set() {
            ready = true;
            watchers.wakeAll();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void addWatcher(Runnable watcher) {
            registered.incrementAndGet();
            watchers.add(watcher);
        }

        @Override
        public void removeWatcher(Runnable watcher) {
            registered.decrementAndGet();
            watchers.remove(watcher);
        }
    }

    @Test
    void givesAllThatAreReadyInOrder() throws Exception {
        List<Flag> flags = Stream.generate(Flag::new).limit(4).toList();
        flags.get(3).set();
        flags.get(1).set();
        for (long nanos : new long[] {0, LONG, -1}) {
            assertEquals(List.of(flags.get(1), flags.get(3)), WaitAny.await(flags, nanos));
        }
    }

    @Test
    void timesOut() throws Exception {
        List<Flag> flags = List.of(new Flag(), new Flag());
        assertTrue(WaitAny.await(flags, 0).isEmpty());
        long begin = System.nanoTime();
        assertTrue(WaitAny.await(flags, SHORT).isEmpty());
        assertTrue(System.nanoTime() - begin >= SHORT);
        begin = System.nanoTime();
        assertTrue(WaitAny.await(List.of(), SHORT).isEmpty());
        assertTrue(System.nanoTime() - begin >= SHORT);
        flags.forEach(flag -> assertEquals(0, flag.registered.get()));
    }

    @Test
    void aChangeWakes() throws Exception {
        for (long nanos : new long[] {LONG, -1, Long.MAX_VALUE}) {
            List<Flag> flags = List.of(new Flag(), new Flag(), new Flag());
            Crew.Member<List<Flag>> waiter = crew.start(() -> WaitAny.await(flags, nanos)).parked();
            flags.get(1).set();
            assertEquals(List.of(flags.get(1)), waiter.result());
            flags.forEach(flag -> assertEquals(0, flag.registered.get()));
        }
    }

    @Test
    void aWakeWithoutAChangeIsNoEnd() throws Exception {
        Flag flag = new Flag();
        Crew.Member<List<Flag>> waiter = crew.start(() -> WaitAny.await(List.of(flag), -1)).parked();
        for (int i = 0; i < 100; i++) {
            flag.watchers.wakeAll();
        }
        waiter.parked();
        assertFalse(waiter.isDone());
        flag.set();
        assertEquals(List.of(flag), waiter.result());
    }

    /** The change comes after an object was looked at and before the waiter parks. */
    @Test
    void aChangeBetweenLookAndParkIsSeen() throws Exception {
        for (int look = 1; look <= 2; look++) {
            int when = look;
            Flag flag = new Flag() {
                private int looks;

                @Override
                public boolean isReady() {
                    boolean now = super.isReady();
                    if (++looks == when) {
                        set();
                    }
                    return now;
                }
            };
            assertEquals(List.of(flag), WaitAny.await(List.of(flag), LONG / 3));
        }
    }

    /** The change comes while the waiter registers. */
    @Test
    void aChangeDuringRegistrationIsSeen() throws Exception {
        Flag first = new Flag();
        Flag second = new Flag() {
            @Override
            public void addWatcher(Runnable watcher) {
                first.set();
                super.addWatcher(watcher);
            }
        };
        assertEquals(List.of(first), WaitAny.await(List.of(first, second), -1));
    }

    @Test
    void isInterruptible() throws Exception {
        Flag flag = new Flag();
        Crew.Member<List<Flag>> waiter = crew.start(() -> WaitAny.await(List.of(flag), -1)).parked();
        waiter.interrupt();
        assertThrows(InterruptedException.class, waiter::result);
        assertEquals(0, flag.registered.get());
    }

    @Test
    void theSameObjectTwice() throws Exception {
        Flag flag = new Flag();
        Crew.Member<List<Flag>> waiter = crew.start(() -> WaitAny.await(List.of(flag, flag), -1)).parked();
        flag.set();
        assertEquals(List.of(flag, flag), waiter.result());
        assertEquals(0, flag.registered.get());
    }

    @Test
    void manyWaitForOne() throws Exception {
        Flag flag = new Flag();
        var waiters = crew.start(20, () -> WaitAny.await(List.of(new Flag(), flag), -1));
        waiters.forEach(Crew.Member::parked);
        flag.set();
        for (List<Flag> ready : Crew.results(waiters)) {
            assertEquals(List.of(flag), ready);
        }
    }

    /** Several threads take from several channels, each when it is ready, and end when all are closed. */
    @Test
    void manyServeManyChannels() throws Exception {
        int each = 5_000;
        List<Channel> channels = Stream.generate(() -> Channel.ofParcels(2)).limit(4).toList();
        List<Crew.Member<Void>> senders = new ArrayList<>();
        for (Channel channel : channels) {
            senders.add(crew.start(() -> {
                for (int i = 0; i < each; i++) {
                    channel.send(new Parcel(new byte[1]), -1);
                }
                channel.closeSending();
                return null;
            }));
        }
        AtomicInteger taken = new AtomicInteger();
        var receivers = crew.start(3, () -> {
            List<Channel> open = new ArrayList<>(channels);
            while (!open.isEmpty()) {
                for (Channel channel : WaitAny.await(open, -1)) {
                    try {
                        if (channel.receive(0) != null) {
                            taken.incrementAndGet();
                        }
                    } catch (RuntimeException e) {
                        open.remove(channel);
                    }
                }
            }
            return null;
        });
        Crew.results(senders);
        Crew.results(receivers);
        assertEquals(4 * each, taken.get());
    }

    @Test
    void aHostMayInterruptAndResumeAWait() throws Exception {
        Flag flag = new Flag();
        AtomicInteger resumed = new AtomicInteger();
        Crew.Member<List<Flag>> waiter = crew.start(() -> {
            assertNull(Parking.use(operation -> {
                while (true) {
                    try {
                        operation.run();
                        return;
                    } catch (InterruptedException e) {
                        resumed.incrementAndGet();
                    }
                }
            }));
            return WaitAny.await(List.of(flag), -1);
        }).parked();
        for (int i = 1; i <= 3; i++) {
            waiter.parked().interrupt();
            int times = i;
            Crew.until(() -> resumed.get() == times);
        }
        flag.set();
        assertEquals(List.of(flag), waiter.result());
    }

    @Test
    void secondsAreConverted() {
        assertEquals(0, Timeouts.nanos(0));
        assertEquals(0, Timeouts.nanos(-0.0));
        assertEquals(1, Timeouts.nanos(1e-12));
        assertEquals(1_500_000_000, Timeouts.nanos(1.5));
        assertEquals(-1, Timeouts.nanos(-1));
        assertEquals(-1, Timeouts.nanos(1e300));
        assertEquals(-1, Timeouts.nanos(Double.POSITIVE_INFINITY));
        assertEquals(-1, Timeouts.nanos(Double.NaN));
    }

    @Test
    void deadlinesCome() {
        assertTrue(Deadline.in(-1).isNever());
        assertEquals(Long.MAX_VALUE, Deadline.in(-1).left());
        assertEquals(0, Deadline.in(0).left());
        Deadline late = Deadline.in(Long.MAX_VALUE);
        assertFalse(late.isNever());
        assertTrue(late.left() > LONG);
        Deadline soon = Deadline.in(SHORT);
        assertTrue(soon.left() <= SHORT);
        Crew.until(() -> soon.left() == 0);
    }
}
