package io.jmp.channel;

import io.jmp.parcel.Parcel;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A first-in-first-out stream of parcels, bounded by a number of parcels and by a number of bytes, for any number of
 * senders and receivers.
 *
 * <p>The algorithm is the classic bounded buffer of one lock and two conditions. Before a receiver parks it polls a
 * volatile size for a few microseconds: an answer that comes quickly (a round trip between two processes) then costs no
 * parking, which is most of the price of a hand-over between threads. The spin is short enough that it does not pay to
 * hold a processor from others; on a single processor there is none.
 *
 * <p>A parcel is taken only in the moment when the receiving call returns it: a call that is interrupted or times out
 * leaves the stream as it was. All methods are thread-safe.
 */
public final class Channel implements Waitable {

    /** How often a receiver looks before it parks; about 10 to 20 microseconds. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
    private final Watchers watchers = new Watchers();
    private final int maxParcels;
    private final long maxBytes;

    private long bytes;
    private volatile int size;
    private volatile boolean sendersGone;
    private volatile boolean receiversGone;

    private Channel(int maxParcels, long maxBytes) {
        this.maxParcels = maxParcels;
        this.maxBytes = maxBytes;
    }

    /**
     * A channel that holds a number of parcels.
     *
     * @param maxParcels the bound; zero or less means none
     */
    public static Channel ofParcels(int maxParcels) {
        return new Channel(maxParcels <= 0 ? Integer.MAX_VALUE : maxParcels, Long.MAX_VALUE);
    }

    /**
     * A channel that takes parcels as long as it holds fewer bytes than a bound, so a parcel of any size gets through.
     *
     * @param maxBytes the bound, at least 1
     */
    public static Channel ofBytes(long maxBytes) {
        return new Channel(Integer.MAX_VALUE, maxBytes);
    }

    /**
     * A channel with both bounds.
     *
     * @param maxParcels the most parcels that it holds; zero or less means no bound
     * @param maxBytes it takes parcels as long as it holds fewer bytes; zero or less means no bound
     */
    public static Channel of(int maxParcels, long maxBytes) {
        return new Channel(maxParcels <= 0 ? Integer.MAX_VALUE : maxParcels, maxBytes <= 0 ? Long.MAX_VALUE : maxBytes);
    }

    /**
     * Sends a parcel, waiting for room if need be.
     *
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if there was no room in time
     * @throws ChannelClosedException if the receivers are gone
     * @throws InterruptedException if interrupted while waiting; the parcel is not sent
     */
    public boolean send(Parcel parcel, long nanos) throws InterruptedException {
        boolean sent = trySend(parcel);
        if (!sent && nanos != 0) {
            Deadline deadline = Deadline.in(nanos);
            boolean[] result = {false};
            Parking.block(() -> result[0] = awaitRoom(parcel, deadline));
            sent = result[0];
        }
        if (sent) {
            watchers.wakeAll();
        }
        return sent;
    }

    private boolean trySend(Parcel parcel) {
        lock.lock();
        try {
            return add(parcel);
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom(Parcel parcel, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!add(parcel)) {
                if (deadline.left() == 0) {
                    return false;
                }
                notFull.awaitNanos(deadline.left());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a parcel if there is room. With the lock held. */
    private boolean add(Parcel parcel) {
        if (receiversGone) {
            throw new ChannelClosedException("the receiving side is closed");
        }
        if (size >= maxParcels || bytes >= maxBytes) {
            return false;
        }
        parcels.addLast(parcel);
        bytes += parcel.size();
        size++;
        notEmpty.signal();
        return true;
    }

    /**
     * Receives the next parcel, waiting for one if need be.
     *
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return the parcel, or null if none came in time
     * @throws ChannelClosedException if the stream is empty and the senders are gone
     * @throws InterruptedException if interrupted while waiting; no parcel is taken
     */
    public Parcel receive(long nanos) throws InterruptedException {
        if (nanos != 0) {
            spin();
        }
        Parcel parcel = tryReceive();
        if (parcel == null && nanos != 0) {
            Deadline deadline = Deadline.in(nanos);
            Parcel[] result = {null};
            Parking.block(() -> result[0] = awaitParcel(deadline));
            parcel = result[0];
        }
        return parcel;
    }

    private Parcel tryReceive() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private Parcel awaitParcel(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Parcel parcel = take();
                if (parcel != null || deadline.left() == 0) {
                    return parcel;
                }
                notEmpty.awaitNanos(deadline.left());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next parcel, or null if there is none. With the lock held. */
    private Parcel take() {
        Parcel parcel = parcels.pollFirst();
        if (parcel == null) {
            if (sendersGone) {
                throw new ChannelClosedException("the sending side is closed");
            }
            return null;
        }
        removed(parcel);
        return parcel;
    }

    /** A parcel has left the stream. With the lock held. */
    private void removed(Parcel parcel) {
        if (size >= maxParcels || bytes >= maxBytes) {
            notFull.signalAll();
        }
        bytes -= parcel.size();
        size--;
    }

    /** The next parcel, which stays where it is; null if there is none. */
    public Parcel peek() {
        lock.lock();
        try {
            return parcels.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The parcels in the stream, oldest first: a snapshot. They stay where they are. */
    public List<Parcel> snapshot() {
        lock.lock();
        try {
            return List.copyOf(parcels);
        } finally {
            lock.unlock();
        }
    }

    /** Takes one certain parcel out of the stream; returns whether it was there. */
    public boolean remove(Parcel parcel) {
        lock.lock();
        try {
            for (Iterator<Parcel> all = parcels.iterator(); all.hasNext();) {
                if (all.next() == parcel) {
                    all.remove();
                    removed(parcel);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void spin() {
        for (int i = 0; i < SPINS && size == 0 && !sendersGone; i++) {
            Thread.onSpinWait();
        }
    }

    /** The number of parcels in the stream: a snapshot. */
    public int size() {
        return size;
    }

    /** Whether a send would wait: a snapshot. */
    public boolean isFull() {
        return size >= maxParcels || maxBytes < Long.MAX_VALUE && bytes() >= maxBytes;
    }

    /** The bytes of the parcels in the stream: a snapshot. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Tells receivers that nothing more will come: they get what is there, then {@link ChannelClosedException}. */
    public void closeSending() {
        lock.lock();
        try {
            sendersGone = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        watchers.wakeAll();
    }

    /** Tells senders that nobody will receive any more; drops what was not received. */
    public void closeReceiving() {
        lock.lock();
        try {
            receiversGone = true;
            parcels.forEach(Parcel::discard);
            parcels.clear();
            size = 0;
            bytes = 0;
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
        watchers.wakeAll();
    }

    /** Ready when {@link #receive} would not wait: a parcel is there, or none will ever come. */
    @Override
    public boolean isReady() {
        return size > 0 || sendersGone;
    }

    @Override
    public void addWatcher(Runnable watcher) {
        watchers.add(watcher);
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        watchers.remove(watcher);
    }
}
