package io.jmp.wait;

/** Python's timeouts (seconds as a float) as Java's (nanoseconds as a long). */
public final class Timeouts {

    /** Longer waits than this (about 146 years) are waits for ever. */
    private static final double MAX_SECONDS = Long.MAX_VALUE / 2 / 1e9;

    private Timeouts() {}

    /**
     * Seconds to nanoseconds.
     *
     * @param seconds the time; negative means for ever
     * @return nanoseconds, at least 1 for a positive time; -1 for a wait for ever
     */
    public static long nanos(double seconds) {
        if (seconds < 0 || seconds > MAX_SECONDS || Double.isNaN(seconds)) {
            return -1;
        }
        return (long) Math.ceil(seconds * 1e9);
    }
}
