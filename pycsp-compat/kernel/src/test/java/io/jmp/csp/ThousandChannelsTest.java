package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One process chooses fairly among a thousand channels with a writer each. It runs for some seconds, or for as long as the
 * system property {@code jmp.csp.seconds} says.
 */
class ThousandChannelsTest {

    private static final int CHANNELS = 1000;
    private static final int SECONDS = Integer.getInteger("jmp.csp.seconds", 4);

    @Test
    void nothingIsLostAndAllAreServed() throws Exception {
        List<ChannelReader<Long>> ends = new ArrayList<>();
        Parallel parallel = new Parallel();
        long[] written = new long[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            int index = i;
            Channel<Long> channel = Channel.rendezvous();
            ChannelWriter<Long> out = channel.writer();
            ends.add(channel.reader());
            parallel.add("writer", () -> {
                while (true) {
                    out.write(written[index]);
                    written[index]++;
                }
            });
        }
        long[] read = new long[CHANNELS];
        parallel.add("reader", () -> {
            Alternation choice = new Alternation(ends.stream().map(InputGuard<Long>::new).toList());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < end) {
                Selection selection = choice.fairSelect();
                assertEquals(read[selection.index()], selection.message(), "each message once and in order");
                read[selection.index()]++;
            }
            ends.forEach(ChannelEnd::poison);
        });
        parallel.run();
        long sum = LongStream.of(read).sum();
        double mean = (double) sum / CHANNELS;
        System.out.printf("%d messages in %d s, %d to %d from each of %d channels%n", sum, SECONDS,
                LongStream.of(read).min().orElseThrow(), LongStream.of(read).max().orElseThrow(), CHANNELS);
        for (int i = 0; i < CHANNELS; i++) {
            assertEquals(written[i], read[i], "as many as were written");
            assertTrue(Math.abs(read[i] - mean) <= Math.max(1, 0.1 * mean), "channel " + i + ": " + read[i] + " of " + mean);
        }
    }
}
