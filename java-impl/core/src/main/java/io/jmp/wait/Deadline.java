package io.jmp.wait;

/** The moment at which a wait ends, which stays the same when the wait is begun again. */
public final class Deadline {

    private final long nanos;
    private final long end;

    private Deadline(long nanos) {
        this.nanos = nanos;
        this.end = System.nanoTime() + nanos;
    }

    /**
     * @param nanos the time from now; negative for never, zero for at once
     */
    public static Deadline in(long nanos) {
        return new Deadline(nanos);
    }

    /** Whether it never comes. */
    public boolean isNever() {
        return nanos < 0;
    }

    /** The nanoseconds that are left: zero when it is over, {@link Long#MAX_VALUE} when it never comes. */
    public long left() {
        return nanos < 0 ? Long.MAX_VALUE : Math.max(0, end - System.nanoTime());
    }
}
