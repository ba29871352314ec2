package io.jmp.csp;

import java.util.List;
import java.util.function.Predicate;

/**
 * The offers that wait on one side of a channel, first come first served: a doubly linked list through the offers, so that
 * each can be taken out in constant time. Guarded by the channel's lock.
 */
final class OfferQueue {

    private Offer head;
    private Offer tail;

    /** Whether nobody waits; may be asked without the lock, and is a guess then. */
    boolean isEmpty() {
        return head == null;
    }

    void add(Offer offer) {
        offer.queue = this;
        offer.previous = tail;
        if (tail == null) {
            head = offer;
        } else {
            tail.next = offer;
        }
        tail = offer;
    }

    void remove(Offer offer) {
        if (offer.previous == null) {
            head = offer.next;
        } else {
            offer.previous.next = offer.next;
        }
        if (offer.next == null) {
            tail = offer.previous;
        } else {
            offer.next.previous = offer.previous;
        }
        offer.previous = null;
        offer.next = null;
        offer.queue = null;
    }

    /**
     * Commits the first waiting process that is still free, to a communication.
     *
     * @param message what a reader gets; ignored for writers
     * @return the offer, or null if nobody is free
     */
    Offer commitReader(Object message) {
        for (Offer offer = head; offer != null; offer = head) {
            remove(offer);
            offer.message = message;
            if (offer.request.choose(offer)) {
                return offer;
            }
        }
        return null;
    }

    /** As {@link #commitReader}, for a writer, whose message is then to be taken from the offer. */
    Offer commitWriter() {
        for (Offer offer = head; offer != null; offer = head) {
            remove(offer);
            if (offer.request.choose(offer)) {
                return offer;
            }
        }
        return null;
    }

    /** Takes out the offers that match and lets them fail; adds those who have to be woken. */
    void fail(Predicate<Offer> which, Offer.Failure failure, List<Request> woken) {
        Offer following;
        for (Offer offer = head; offer != null; offer = following) {
            following = offer.next;
            if (which.test(offer)) {
                remove(offer);
                offer.failure = failure;
                if (offer.request.choose(offer)) {
                    woken.add(offer.request);
                }
            }
        }
    }
}
