package io.jmp.csp;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/** The seeds of random tests: new ones each time, or the one of the system property {@code jmp.csp.seed}, to run it again. */
final class Seeds {

    private Seeds() {}

    static LongStream of(int n) {
        Long given = Long.getLong("jmp.csp.seed");
        return given != null ? LongStream.of(given) : ThreadLocalRandom.current().longs(n, 0, Long.MAX_VALUE);
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
