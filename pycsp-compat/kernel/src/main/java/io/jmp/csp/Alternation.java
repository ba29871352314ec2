package io.jmp.csp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A choice: waits until one of several guards can go, and lets that one go. Exactly one guard of a choice goes. Both sides of
 * a channel may be in choices. {@link LocalChannel} explains the algorithm.
 *
 * <p>A guard on a poisoned or retired channel is ready too; choosing it raises the channel's exception. An alternation may be
 * used again and again. It may be shared by processes, except that {@link #fairSelect()} without a place of its own may not.
 */
public final class Alternation {

    private final Guard[] guards;
    /** The channels of the guards, each once, in the order of locking. */
    private final LocalChannel<?>[] channels;
    /** Who chooses instead, if the channels are another JVM's. */
    private final RemoteChoice remote;
    private final int[] byPriority;
    /** Channel guards first. */
    private final int[] skipLast;
    private final TimeoutGuard timeout;
    private final int timeoutIndex;
    private final Fairness fairness = new Fairness();

    /**
     * A choice among guards, by priority if that matters.
     *
     * @throws IllegalArgumentException if there is no guard, or if the channels are not all of this JVM or of one host
     */
    public Alternation(Guard... guards) {
        if (guards.length == 0) {
            throw new IllegalArgumentException("a choice needs a guard");
        }
        this.guards = guards.clone();
        remote = remote(guards);
        channels = channels(remote == null ? guards : new Guard[0]);
        byPriority = new int[guards.length];
        skipLast = new int[guards.length];
        int front = 0;
        int back = guards.length;
        int soonest = -1;
        for (int i = 0; i < guards.length; i++) {
            byPriority[i] = i;
            if (guards[i] instanceof ChannelGuard) {
                skipLast[front++] = i;
            } else {
                skipLast[--back] = i;
            }
            if (guards[i] instanceof TimeoutGuard guard
                    && (soonest < 0 || guard.nanos() < ((TimeoutGuard) guards[soonest]).nanos())) {
                soonest = i;
            }
        }
        timeoutIndex = soonest;
        timeout = soonest < 0 ? null : (TimeoutGuard) guards[soonest];
    }

    /** As {@link #Alternation(Guard...)}. */
    public Alternation(List<? extends Guard> guards) {
        this(guards.toArray(new Guard[0]));
    }

    private static RemoteChoice remote(Guard[] guards) {
        List<RemoteChoice> choices = new ArrayList<>();
        for (Guard guard : guards) {
            if (guard instanceof ChannelGuard channelGuard) {
                choices.add(channelGuard.end().channel().remoteChoice());
            }
        }
        if (choices.stream().anyMatch(choice -> choice != choices.get(0))) {
            throw new IllegalArgumentException(
                    "the channels of a choice must all be of this JVM, or all of one host: pass messages on by a process");
        }
        return choices.isEmpty() ? null : choices.get(0);
    }

    private static LocalChannel<?>[] channels(Guard[] guards) {
        LocalChannel<?>[] sorted = new LocalChannel<?>[guards.length];
        int n = 0;
        for (Guard guard : guards) {
            if (guard instanceof ChannelGuard channelGuard) {
                sorted[n++] = channelGuard.channel();
            }
        }
        Arrays.sort(sorted, 0, n, Comparator.comparingLong(Channel::id));
        int distinct = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, distinct);
    }

    /**
     * Chooses; among the guards that are ready at one moment, the first in the list.
     *
     * @throws ChannelPoisonException if a guard on a poisoned channel was chosen, or a channel is poisoned while waiting
     * @throws ChannelRetireException likewise
     * @throws InterruptedException if interrupted while waiting; no guard has gone then
     */
    public Selection priSelect() throws InterruptedException {
        return select(byPriority);
    }

    /** Chooses any guard that is ready, skip guards only if no other is. Raises as {@link #priSelect}. */
    public Selection altSelect() throws InterruptedException {
        int start = channels.length < 2 ? 0 : ThreadLocalRandom.current().nextInt(guards.length);
        Selection early = attemptOneByOne(skipLast, start);
        return early != null ? early : select(skipLast);
    }

    /** Chooses the guard that this alternation has chosen least, skip guards last. Raises as {@link #priSelect}. */
    public Selection fairSelect() throws InterruptedException {
        return fairSelect(fairness);
    }

    /** As {@link #fairSelect()}, with the counts of a place that several alternations have in common. */
    public Selection fairSelect(Fairness place) throws InterruptedException {
        int[] order = place.order(guards);
        Selection selection = attemptOneByOne(order, 0);
        if (selection == null) {
            selection = select(order);
        }
        place.chosen(selection.index());
        return selection;
    }

    /** Chooses as {@link #priSelect}, then runs the action of the guard. */
    public Selection execute() throws InterruptedException {
        Selection selection = priSelect();
        selection.guard().act(selection.message());
        return selection;
    }

    /**
     * Looks for a guard that is ready without locking all channels; enough where any guard will do.
     *
     * @return what was done; null if no guard on a channel seemed ready
     */
    private Selection attemptOneByOne(int[] order, int start) {
        if (remote != null) {
            return null;
        }
        Request request = null;
        for (int i = 0; i < order.length; i++) {
            int index = order[(i + start) % order.length];
            if (guards[index] instanceof ChannelGuard guard && guard.ready()) {
                if (request == null) {
                    request = new Request();
                }
                Offer offer = guard.offer(request, index);
                guard.channel().used(request.process);
                boolean done;
                guard.channel().lock.lock();
                try {
                    done = guard.attempt(offer);
                } finally {
                    guard.channel().lock.unlock();
                }
                if (done) {
                    return went(offer);
                }
            }
        }
        return null;
    }

    /** The whole choice: looks at all channels at one moment, and waits if no guard is ready. */
    private Selection select(int[] order) throws InterruptedException {
        if (remote != null) {
            return selectRemote(order);
        }
        Request request = new Request();
        Offer[] offers = null;
        Offer done = null;
        int idle = -1;
        for (LocalChannel<?> channel : channels) {
            channel.used(request.process);
        }
        lockAll();
        try {
            done = attemptAll(order, request);
            idle = done == null ? withoutWaiting(order) : -1;
            if (done == null && idle < 0) {
                offers = leaveAll(request);
            }
        } finally {
            unlockAll();
        }
        if (done != null) {
            return went(done);
        }
        return idle >= 0 ? new Selection(idle, guards[idle], null) : await(request, offers);
    }

    private Selection selectRemote(int[] order) throws InterruptedException {
        List<ChannelGuard> tried = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        int idle = withoutWaiting(order);
        for (int index : order) {
            if (index == idle && guards[index] instanceof SkipGuard) {
                break;
            }
            if (guards[index] instanceof ChannelGuard guard) {
                tried.add(guard);
                indexes.add(index);
            }
        }
        if (tried.isEmpty()) {
            return new Selection(idle, guards[idle], null);
        }
        RemoteChoice.Chosen chosen = remote.choose(tried, idle >= 0 ? 0 : timeout == null ? -1 : timeout.nanos());
        int index = chosen.index() >= 0 ? indexes.get(chosen.index()) : idle >= 0 ? idle : timeoutIndex;
        return new Selection(index, guards[index], guards[index] instanceof InputGuard ? chosen.message() : null);
    }

    /** Tries the guards before the first skip guard. */
    private Offer attemptAll(int[] order, Request request) {
        for (int index : order) {
            if (guards[index] instanceof SkipGuard) {
                return null;
            }
            if (guards[index] instanceof ChannelGuard guard && guard.ready()) {
                Offer offer = guard.offer(request, index);
                if (guard.attempt(offer)) {
                    return offer;
                }
            }
        }
        return null;
    }

    /** The first guard that lets the choice not wait; -1 if there is none. */
    private int withoutWaiting(int[] order) {
        for (int index : order) {
            if (guards[index] instanceof SkipGuard) {
                return index;
            }
        }
        return timeout != null && timeout.nanos() == 0 ? timeoutIndex : -1;
    }

    private Offer[] leaveAll(Request request) {
        Offer[] offers = new Offer[guards.length];
        for (int i = 0; i < guards.length; i++) {
            if (guards[i] instanceof ChannelGuard guard) {
                offers[i] = guard.offer(request, i);
                guard.leave(offers[i]);
            }
        }
        return offers;
    }

    private Selection await(Request request, Offer[] offers) throws InterruptedException {
        Offer chosen;
        try {
            chosen = request.await(timeout == null ? -1 : timeout.nanos(), offers);
        } finally {
            for (Offer offer : offers) {
                if (offer != null) {
                    LocalChannel.withdraw(offer);
                }
            }
        }
        if (chosen == null) {
            return new Selection(timeoutIndex, timeout, null);
        }
        chosen.check();
        return selection(chosen);
    }

    /** After the communication of an offer that did not wait. */
    private Selection went(Offer offer) {
        offer.channel().happened(offer);
        return selection(offer);
    }

    private Selection selection(Offer offer) {
        Guard guard = guards[offer.index];
        return new Selection(offer.index, guard, guard instanceof InputGuard ? offer.message : null);
    }

    private void lockAll() {
        for (LocalChannel<?> channel : channels) {
            channel.lock.lock();
        }
    }

    private void unlockAll() {
        for (int i = channels.length - 1; i >= 0; i--) {
            channels[i].lock.unlock();
        }
    }
}
