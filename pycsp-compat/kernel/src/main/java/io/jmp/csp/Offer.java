package io.jmp.csp;

/**
 * A process's readiness for one communication: what waits in a channel's queue. A read or a write makes one offer, a choice
 * makes one for each of its guards, all with the same {@link Request}.
 *
 * <p>All fields that change are guarded by the channel's lock until the offer is chosen; then they are the request's.
 */
final class Offer {

    /** Why an offer was chosen, other than by a communication. */
    enum Failure {
        POISON, RETIRE, LOSS;

        ChannelException exception(Channel<?> channel) {
            return switch (this) {
                case POISON -> new ChannelPoisonException(channel);
                case RETIRE -> new ChannelRetireException(channel);
                case LOSS -> new ChannelLostException(channel);
            };
        }
    }

    final Request request;
    final ChannelEnd<?> end;
    /** The guard's place in its choice. */
    final int index;
    /** What is sent, or what has been received. */
    Object message;
    Failure failure;
    /** The process to wake after the lock is released: it was committed by this offer. */
    Request partner;

    OfferQueue queue;
    Offer previous;
    Offer next;

    Offer(Request request, ChannelEnd<?> end, int index, Object message) {
        this.request = request;
        this.end = end;
        this.index = index;
        this.message = message;
    }

    LocalChannel<?> channel() {
        return (LocalChannel<?>) end.channel();
    }

    /** Passes the outcome to the caller: nothing after a communication, an exception otherwise. */
    void check() {
        if (failure != null) {
            throw failure.exception(end.channel());
        }
    }
}
