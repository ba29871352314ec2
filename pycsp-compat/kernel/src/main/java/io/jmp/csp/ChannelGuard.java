package io.jmp.csp;

/** A guard that communicates. */
public abstract sealed class ChannelGuard extends Guard permits InputGuard, OutputGuard {

    private final ChannelEnd<?> end;

    ChannelGuard(ChannelEnd<?> end) {
        this.end = end;
    }

    /** The end by which it communicates. */
    public ChannelEnd<?> end() {
        return end;
    }

    /** The end's channel, which has to be of this JVM. */
    final LocalChannel<?> channel() {
        return (LocalChannel<?>) end.channel();
    }

    /** Whether it can go, or fail, at once: a guess without the channel's lock. */
    abstract boolean ready();

    abstract Offer offer(Request request, int index);

    /** Communicates if that is possible at once. With the channel's lock held. */
    abstract boolean attempt(Offer offer);

    /** Leaves the offer in the channel. With the channel's lock held. */
    abstract void leave(Offer offer);
}
