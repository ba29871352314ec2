package io.jmp.csp;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * The seeds of random tests: new ones each time. The system property {@code jmp.csp.seeds} is what is printed, to have the same ones again;
 * {@code jmp.csp.seed} is a single one.
 */
final class Seeds {

    private Seeds() {}

    static LongStream of(int n) {
        Long single = Long.getLong("jmp.csp.seed");
        if (single != null) {
            return LongStream.of(single);
        }
        long first = Long.getLong("jmp.csp.seeds", ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
        System.out.println(n + " seeds from " + first + " (again with -Djmp.csp.seeds=" + first + ")");
        return new Random(first).longs(n, 0, Long.MAX_VALUE);
    }

    /** Runs something with a seed that is named when it fails. */
    static void with(long seed, Parallel.Body body) throws Exception {
        try {
            body.run();
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + " (again with -Djmp.csp.seed=" + seed + "): " + e, e);
        }
    }
}
