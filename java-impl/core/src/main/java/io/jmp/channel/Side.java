package io.jmp.channel;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps what is before it in memory off the fields of {@link Side}. */
abstract class BeforeSide {
    long b0, b1, b2, b3, b4, b5, b6, b7;
}

/** The fields of {@link Side}. */
abstract class SideFields extends BeforeSide {
    /** Written with the lock held. */
    volatile long count;
    volatile long bytes;
    /** With the lock held. */
    long seen;
    ParcelList.Node end;
}

/**
 * One side of a {@link Channel}, that of its senders or that of its receivers: its lock, and what is written with the lock held.
 *
 * <p>What one side writes for every parcel must not be in one line of a processor's cache with what the other side writes or reads:
 * the line would go from processor to processor several times for each parcel, which is most of the price of a parcel then. So there
 * is an object for each side with room before and after its fields; and a side notes what it saw of the other side's counter, and
 * looks again only if by that note it would have to wait (as in Lamport's queue with cached indexes of Lee et al., "A Lock-Free,
 * Cache-Efficient Shared Ring Buffer for Multi-Core Architectures", 2009).
 */
final class Side extends SideFields {

    private static final AtomicLongFieldUpdater<SideFields> BYTES = AtomicLongFieldUpdater.newUpdater(SideFields.class, "bytes");

    final ReentrantLock lock = new ReentrantLock();
    /** What the side waits for: room, or a parcel. */
    final Condition changed = lock.newCondition();

    long a0, a1, a2, a3, a4, a5, a6, a7;

    /** Wakes one of those who wait. */
    void wakeOne() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many parcels have passed this side. */
    long count() {
        return count;
    }

    /** How many bytes those parcels had: at least as new as a counter that was read before. */
    long bytes() {
        return bytes;
    }

    /** Parcels pass this side: seen by all when this returns, and what was written before with it. With the lock held. */
    void pass(long parcels, long size) {
        BYTES.lazySet(this, bytes + size);
        count += parcels;
    }

    /** What this side saw of the other side's counter: not more than it is by now. With the lock held. */
    long seen() {
        return seen;
    }

    /** Looks at the other side's counter. With the lock held. */
    long look(Side other) {
        seen = other.count;
        return seen;
    }
}
