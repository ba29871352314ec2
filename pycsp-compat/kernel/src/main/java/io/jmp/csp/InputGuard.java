package io.jmp.csp;

import java.util.Objects;
import java.util.function.Consumer;

/** Reads from a channel. */
public final class InputGuard<T> extends ChannelGuard {

    private final Consumer<? super T> action;

    public InputGuard(ChannelReader<T> end) {
        this(end, message -> {});
    }

    /**
     * A guard with an action.
     *
     * @param action gets the message, in {@link Alternation#execute}
     */
    public InputGuard(ChannelReader<T> end, Consumer<? super T> action) {
        super(Objects.requireNonNull(end, "end"));
        this.action = Objects.requireNonNull(action, "action");
    }

    @Override
    boolean ready() {
        return end().retired || channel().readable();
    }

    @Override
    Offer offer(Request request, int index) {
        return new Offer(request, end(), index, null);
    }

    @Override
    boolean attempt(Offer offer) {
        return channel().tryRead(offer);
    }

    @Override
    void leave(Offer offer) {
        channel().readers.add(offer);
    }

    @Override
    @SuppressWarnings("unchecked")
    void act(Object message) {
        action.accept((T) message);
    }
}
