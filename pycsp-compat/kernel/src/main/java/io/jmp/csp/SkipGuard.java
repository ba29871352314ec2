package io.jmp.csp;

import java.util.Objects;

/** Is always ready and does nothing, so that a choice does not wait. */
public final class SkipGuard extends Guard {

    private final Runnable action;

    public SkipGuard() {
        this(() -> {});
    }

    /** A guard with an action, which is run in {@link Alternation#execute}. */
    public SkipGuard(Runnable action) {
        this.action = Objects.requireNonNull(action, "action");
    }

    @Override
    void act(Object ignored) {
        action.run();
    }
}
