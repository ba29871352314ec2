package io.jmp.csp;

import java.time.Duration;
import java.util.Objects;

/** Is ready when the choice has waited for some time. */
public final class TimeoutGuard extends Guard {

    private final long nanos;
    private final Runnable action;

    public TimeoutGuard(Duration time) {
        this(time, () -> {});
    }

    /**
     * A guard with an action.
     *
     * @param time how long the choice waits for other guards; zero or less for not at all
     * @param action is run in {@link Alternation#execute}
     */
    public TimeoutGuard(Duration time, Runnable action) {
        this.nanos = saturatedNanos(time);
        this.action = Objects.requireNonNull(action, "action");
    }

    /** Half of what a long holds at most, about 146 years, so that it can be added to a moment. */
    private static long saturatedNanos(Duration time) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return (time.compareTo(longest) > 0 ? longest : time.isNegative() ? Duration.ZERO : time).toNanos();
    }

    long nanos() {
        return nanos;
    }

    @Override
    void act(Object ignored) {
        action.run();
    }
}
