package io.jmp.csp;

import java.util.Objects;

/** Writes a message to a channel. */
public final class OutputGuard<T> extends ChannelGuard {

    private final Runnable action;
    private volatile T message;

    public OutputGuard(ChannelWriter<T> end, T message) {
        this(end, message, () -> {});
    }

    /**
     * A guard with an action.
     *
     * @param action is run after the message was sent, in {@link Alternation#execute}
     */
    public OutputGuard(ChannelWriter<T> end, T message, Runnable action) {
        super(Objects.requireNonNull(end, "end"));
        this.message = message;
        this.action = Objects.requireNonNull(action, "action");
    }

    /** Sets what the next choice sends, so that guard and choice can be used again. */
    public void setMessage(T message) {
        this.message = message;
    }

    /** What it sends. */
    public T message() {
        return message;
    }

    @Override
    boolean ready() {
        return end().retired || channel().writable();
    }

    @Override
    Offer offer(Request request, int index) {
        return new Offer(request, end(), index, message);
    }

    @Override
    boolean attempt(Offer offer) {
        return channel().tryWrite(offer);
    }

    @Override
    void leave(Offer offer) {
        channel().writers.add(offer);
    }

    @Override
    void act(Object ignored) {
        action.run();
    }
}
