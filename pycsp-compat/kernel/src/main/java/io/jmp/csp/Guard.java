package io.jmp.csp;

/** One of the things that a choice can do. A guard may be used in several choices, and by several processes. */
public abstract sealed class Guard permits ChannelGuard, SkipGuard, TimeoutGuard {

    Guard() {}

    /**
     * Runs the guard's action, after the guard was chosen.
     *
     * @param message what was read; null for other guards than input guards
     */
    abstract void act(Object message);
}
