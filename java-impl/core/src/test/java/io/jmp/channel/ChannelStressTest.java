package io.jmp.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.parcel.Parcel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many senders and receivers: every parcel arrives once, and in the order of its sender. */
@Timeout(120)
class ChannelStressTest {

    private static final int EACH = 20_000;

    private final Crew crew = new Crew();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    private record Mark(int sender, int number) {
        Parcel parcel() {
            return new Parcel(ByteBuffer.allocate(8).putInt(sender).putInt(number).array());
        }

        static Mark of(Parcel parcel) {
            ByteBuffer data = ByteBuffer.wrap(parcel.data());
            return new Mark(data.getInt(), data.getInt());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 1, 1", "4, 1, 0", "1, 4, 3", "4, 4, 1", "4, 4, 0", "3, 5, 16"})
    void ofParcels(int senders, int receivers, int bound) throws Exception {
        transfer(Channel.ofParcels(bound), senders, receivers, false);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 4, 8", "3, 2, 50"})
    void ofBytes(int senders, int receivers, int bound) throws Exception {
        transfer(Channel.ofBytes(bound), senders, receivers, false);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 4, 2", "2, 3, 0"})
    void withInterruptsAndTimeouts(int senders, int receivers, int bound) throws Exception {
        transfer(Channel.ofParcels(bound), senders, receivers, true);
    }

    /** Senders close the channel when the last has sent all; receivers go on until they see that. */
    private void transfer(Channel channel, int senders, int receivers, boolean disturbed) throws Exception {
        AtomicInteger sending = new AtomicInteger(senders);
        AtomicInteger names = new AtomicInteger();
        List<Crew.Member<Void>> sent = crew.start(senders, () -> {
            int me = names.getAndIncrement();
            for (int i = 0; i < EACH; i++) {
                send(channel, new Mark(me, i).parcel(), disturbed);
            }
            if (sending.decrementAndGet() == 0) {
                channel.closeSending();
            }
            return null;
        });
        List<Crew.Member<List<Mark>>> received = crew.start(receivers, () -> receiveAll(channel, disturbed));
        if (disturbed) {
            List<Crew.Member<?>> all = new ArrayList<>(sent);
            all.addAll(received);
            while (!all.stream().allMatch(Crew.Member::isDone)) {
                all.get(ThreadLocalRandom.current().nextInt(all.size())).interrupt();
                Thread.yield();
            }
        }
        Crew.results(sent);
        check(Crew.results(received), senders);
        assertEquals(0, channel.size());
    }

    private static void send(Channel channel, Parcel parcel, boolean disturbed) throws InterruptedException {
        while (true) {
            try {
                if (channel.send(parcel, disturbed ? ThreadLocalRandom.current().nextInt(50_000) : -1)) {
                    return;
                }
            } catch (InterruptedException e) {
                if (!disturbed) {
                    throw e;
                }
            }
        }
    }

    private static List<Mark> receiveAll(Channel channel, boolean disturbed) throws InterruptedException {
        List<Mark> marks = new ArrayList<>();
        while (true) {
            try {
                Parcel parcel = channel.receive(disturbed ? ThreadLocalRandom.current().nextInt(50_000) : -1);
                if (parcel != null) {
                    marks.add(Mark.of(parcel));
                }
            } catch (ChannelClosedException e) {
                return marks;
            } catch (InterruptedException e) {
                if (!disturbed) {
                    throw e;
                }
            }
        }
    }

    private static void check(List<List<Mark>> received, int senders) {
        boolean[][] seen = new boolean[senders][EACH];
        int total = 0;
        for (List<Mark> marks : received) {
            int[] last = new int[senders];
            java.util.Arrays.fill(last, -1);
            for (Mark mark : marks) {
                assertTrue(mark.number > last[mark.sender], "out of order");
                last[mark.sender] = mark.number;
                assertTrue(!seen[mark.sender][mark.number], "twice");
                seen[mark.sender][mark.number] = true;
                total++;
            }
        }
        assertEquals(senders * EACH, total);
    }

    @Test
    void pingPong() throws Exception {
        Channel forth = Channel.ofParcels(0);
        Channel back = Channel.ofParcels(0);
        Crew.Member<Integer> echo = crew.start(() -> {
            int count = 0;
            try {
                while (true) {
                    back.send(forth.receive(-1), -1);
                    count++;
                }
            } catch (ChannelClosedException e) {
                return count;
            }
        });
        for (int i = 0; i < EACH; i++) {
            forth.send(new Mark(0, i).parcel(), -1);
            assertEquals(i, Mark.of(back.receive(-1)).number);
        }
        forth.closeSending();
        assertEquals(EACH, echo.result());
    }

    /** A third party looks at the parcels and takes some out, from anywhere, also the last. */
    @ParameterizedTest
    @CsvSource({"2, 2, 0, 0", "2, 2, 3, 0", "3, 2, 0, 20"})
    void withRemovals(int senders, int receivers, int bound, long bytes) throws Exception {
        Channel channel = Channel.of(bound, bytes);
        AtomicInteger sending = new AtomicInteger(senders);
        AtomicInteger names = new AtomicInteger();
        List<Crew.Member<Void>> sent = crew.start(senders, () -> {
            int me = names.getAndIncrement();
            for (int i = 0; i < EACH; i++) {
                channel.send(new Mark(me, i).parcel(), -1);
            }
            if (sending.decrementAndGet() == 0) {
                channel.closeSending();
            }
            return null;
        });
        List<Crew.Member<List<Mark>>> received = crew.start(receivers, () -> receiveAll(channel, false));
        Crew.Member<List<List<Mark>>> remover = crew.start(() -> {
            List<List<Mark>> removed = new ArrayList<>();
            while (sending.get() > 0 || channel.size() > 0) {
                List<Parcel> there = channel.snapshot();
                assertTrue(bound == 0 || there.size() <= bound);
                if (!there.isEmpty()) {
                    Parcel parcel = there.get(ThreadLocalRandom.current().nextInt(there.size()));
                    if (channel.remove(parcel)) {
                        removed.add(List.of(Mark.of(parcel)));
                    }
                    assertTrue(channel.size() >= 0 && channel.bytes() >= 0);
                }
            }
            return removed;
        });
        Crew.results(sent);
        List<List<Mark>> all = new ArrayList<>(Crew.results(received));
        all.addAll(remover.result());
        check(all, senders);
        assertEquals(0, channel.size());
        assertEquals(0, channel.bytes());
    }
}
