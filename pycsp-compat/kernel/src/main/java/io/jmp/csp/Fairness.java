package io.jmp.csp;

import java.util.Comparator;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

/**
 * How often each guard was chosen at one place of a program, and the order that follows from it: the least chosen first, among
 * equals the one that was not chosen for longest, guards without a channel last. Not thread-safe: a place belongs to one
 * process.
 *
 * <p>The order is an array of places which is kept sorted: choosing a guard moves it behind all with the same count. A guard
 * is known by its channel end, so a place may be given other guards each time; those it knows keep their counts.
 */
public final class Fairness {

    /** The counts of all ends that were ever seen here. */
    private final Map<Object, Long> history = new WeakHashMap<>();
    private Object[] keys = {};
    private long[] counts = {};
    private int[] order = {};

    /** The places of the guards in the order in which they are to be tried. */
    int[] order(Guard[] guards) {
        if (!isKnown(guards)) {
            learn(guards);
        }
        return order;
    }

    /** Counts a choice; guards without a channel are not counted. */
    void chosen(int index) {
        if (keys[index] == null) {
            return;
        }
        int at = 0;
        while (order[at] != index) {
            at++;
        }
        long count = ++counts[index];
        int to = at;
        while (to + 1 < order.length && keys[order[to + 1]] != null && counts[order[to + 1]] <= count) {
            to++;
        }
        System.arraycopy(order, at + 1, order, at, to - at);
        order[to] = index;
    }

    private boolean isKnown(Guard[] guards) {
        if (guards.length != keys.length) {
            return false;
        }
        for (int i = 0; i < guards.length; i++) {
            if (key(guards[i]) != keys[i]) {
                return false;
            }
        }
        return true;
    }

    private void learn(Guard[] guards) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null) {
                history.put(keys[i], counts[i]);
            }
        }
        keys = new Object[guards.length];
        counts = new long[guards.length];
        for (int i = 0; i < guards.length; i++) {
            keys[i] = key(guards[i]);
            counts[i] = keys[i] == null ? Long.MAX_VALUE : history.getOrDefault(keys[i], 0L);
        }
        order = IntStream.range(0, guards.length).boxed()
                .sorted(Comparator.comparingLong(i -> counts[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Object key(Guard guard) {
        return guard instanceof ChannelGuard channelGuard ? channelGuard.end() : null;
    }
}
