package io.jmp.channel;

import io.jmp.parcel.Parcel;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A first-in-first-out stream of parcels, bounded by a number of parcels and by a number of bytes, for any number of
 * senders and receivers.
 *
 * <p>The algorithm is the two-lock queue of Michael and Scott ("Simple, Fast, and Practical Non-Blocking and Blocking Concurrent
 * Queue Algorithms", 1996), with conditions for those who wait: senders and receivers do not hold each other up. How many parcels
 * are in it is the difference of two counters, each written by one side only. Whoever changes a counter then looks whether somebody
 * of the other side waits; whoever is going to wait says so, then looks at the counter: so one of them sees the other. One is woken
 * when a stream is not empty, or not full, any more; who is woken wakes the next if there is more to do, as in Java's
 * {@code LinkedBlockingQueue}.
 *
 * <p>Before a receiver parks it polls for a few microseconds: an answer that comes quickly (a round trip between two processes) then
 * costs no parking, which is most of the price of a hand-over between threads. So does a sender who finds no room; it polls until
 * there is room for some more, or else the two would go in step, each parcel waited for by both. The spin is short enough that it does
 * not pay to hold a processor from others; on a single processor there is none.
 *
 * <p>A parcel is taken only in the moment when the receiving call returns it: a call that is interrupted or times out
 * leaves the stream as it was. All methods are thread-safe.
 */
public final class Channel implements Waitable {

    /** How often a receiver looks before it parks. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

    /** How often a sender does: one who waits for room has time. */
    private static final int SENDER_SPINS = SPINS / 10;

    private final ReentrantLock sending = new ReentrantLock();
    private final Condition notFull = sending.newCondition();
    private final ReentrantLock receiving = new ReentrantLock();
    private final Condition notEmpty = receiving.newCondition();
    private final ParcelList parcels = new ParcelList();
    private final Watchers watchers = new Watchers();
    private final int maxParcels;
    /** How much room a sender would like to have who found none. */
    private final int enough;
    private final long maxBytes;

    // Written with the lock of senders held.
    private volatile long sent;
    private final AtomicLong sentBytes = new AtomicLong();
    private volatile int waitingSenders;

    // Written with the lock of receivers held.
    private volatile long received;
    private final AtomicLong receivedBytes = new AtomicLong();
    private volatile int waitingReceivers;

    private volatile boolean sendersGone;
    private volatile boolean receiversGone;

    private Channel(int maxParcels, long maxBytes) {
        this.maxParcels = maxParcels;
        this.enough = Math.max(1, Math.min(64, maxParcels / 4));
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
        if (nanos != 0 && isFullNow()) {
            for (int i = 0; i < SENDER_SPINS && room() < enough && !receiversGone; i++) {
                Thread.onSpinWait();
            }
        }
        long number = trySend(parcel);
        if (number == 0 && nanos != 0) {
            Deadline deadline = Deadline.in(nanos);
            long[] result = {0};
            Parking.block(() -> result[0] = awaitRoom(parcel, deadline));
            number = result[0];
        }
        if (number > 0) {
            if (received >= number - 1 && waitingReceivers > 0) {
                receiving.lock();
                try {
                    notEmpty.signal();
                } finally {
                    receiving.unlock();
                }
            }
            watchers.wakeAll();
        }
        return number > 0;
    }

    /** The number of the parcel, from 1; 0 if there was no room. */
    private long trySend(Parcel parcel) {
        sending.lock();
        try {
            return add(parcel);
        } finally {
            sending.unlock();
        }
    }

    private long awaitRoom(Parcel parcel, Deadline deadline) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            waitingSenders++;
            try {
                while (true) {
                    long number = add(parcel);
                    if (number > 0 || deadline.left() == 0) {
                        return number;
                    }
                    notFull.awaitNanos(deadline.left());
                }
            } finally {
                waitingSenders--;
            }
        } finally {
            sending.unlock();
        }
    }

    /** Adds a parcel if there is room; returns its number, from 1, or 0. With the lock of senders held. */
    private long add(Parcel parcel) {
        if (receiversGone) {
            throw new ChannelClosedException("the receiving side is closed");
        }
        if (isFullNow()) {
            return 0;
        }
        parcels.add(parcel);
        sentBytes.lazySet(sentBytes.get() + parcel.size());
        long number = sent + 1;
        sent = number;
        if (waitingSenders > 0 && !isFullNow()) {
            notFull.signal();
        }
        return number;
    }

    /** How many parcels could be added: a snapshot. */
    private long room() {
        return isFullNow() ? 0 : maxParcels - (sent - received);
    }

    /** Exact with the lock of senders held, as long as it says no. */
    private boolean isFullNow() {
        // The counter before the bytes, as they are written in the other order.
        return sent - received >= maxParcels || maxBytes < Long.MAX_VALUE && sentBytes.get() - receivedBytes.get() >= maxBytes;
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
            for (int i = 0; i < SPINS && sent == received && !sendersGone; i++) {
                Thread.onSpinWait();
            }
        }
        Taking taking = new Taking();
        tryReceive(taking);
        if (taking.parcel == null && nanos != 0) {
            Deadline deadline = Deadline.in(nanos);
            Parking.block(() -> awaitParcel(taking, deadline));
        }
        if (taking.madeRoom && waitingSenders > 0) {
            sending.lock();
            try {
                thereIsRoom();
            } finally {
                sending.unlock();
            }
        }
        return taking.parcel;
    }

    /** What a receiver has taken, and whether the stream was full. */
    private static final class Taking {
        Parcel parcel;
        boolean madeRoom;
    }

    /** With the lock of senders held. */
    private void thereIsRoom() {
        if (maxBytes < Long.MAX_VALUE) {
            notFull.signalAll();    // a large parcel makes room for several
        } else {
            notFull.signal();
        }
    }

    private void tryReceive(Taking taking) {
        receiving.lock();
        try {
            take(taking);
        } finally {
            receiving.unlock();
        }
    }

    private void awaitParcel(Taking taking, Deadline deadline) throws InterruptedException {
        receiving.lockInterruptibly();
        try {
            waitingReceivers++;
            try {
                while (!take(taking) && deadline.left() != 0) {
                    notEmpty.awaitNanos(deadline.left());
                }
            } finally {
                waitingReceivers--;
            }
        } finally {
            receiving.unlock();
        }
    }

    /** Takes the next parcel; false if there is none. With the lock of receivers held. */
    private boolean take(Taking taking) {
        boolean none = sendersGone;     // looked at first: a parcel may be sent just before they go
        long before = received;
        if (sent == before) {
            if (none) {
                throw new ChannelClosedException("the sending side is closed");
            }
            return false;
        }
        taking.parcel = parcels.take();
        removed(taking.parcel);
        // Looked at after the counter was written, as a sender that is going to wait looks at the counter after it said so.
        taking.madeRoom = maxBytes < Long.MAX_VALUE || sent - before >= maxParcels;
        if (waitingReceivers > 0 && sent != received) {
            notEmpty.signal();
        }
        return true;
    }

    /** A parcel has left the stream. With the lock of receivers held. */
    private void removed(Parcel parcel) {
        receivedBytes.lazySet(receivedBytes.get() + parcel.size());
        received++;
    }

    /** The next parcel, which stays where it is; null if there is none. */
    public Parcel peek() {
        receiving.lock();
        try {
            return sent == received ? null : parcels.peek();
        } finally {
            receiving.unlock();
        }
    }

    private void lockBoth() {
        sending.lock();
        receiving.lock();
    }

    private void unlockBoth() {
        receiving.unlock();
        sending.unlock();
    }

    /** The parcels in the stream, oldest first: a snapshot. They stay where they are. */
    public List<Parcel> snapshot() {
        lockBoth();
        try {
            return parcels.all();
        } finally {
            unlockBoth();
        }
    }

    /** Takes one certain parcel out of the stream; returns whether it was there. */
    public boolean remove(Parcel parcel) {
        lockBoth();
        try {
            boolean found = parcels.remove(parcel);
            if (found) {
                removed(parcel);
                thereIsRoom();
            }
            return found;
        } finally {
            unlockBoth();
        }
    }

    /** The number of parcels in the stream: a snapshot. */
    public int size() {
        while (true) {
            long before = received;
            long size = sent - before;
            if (before == received) {
                return (int) size;
            }
        }
    }

    /** Whether a send would wait: a snapshot. */
    public boolean isFull() {
        return size() >= maxParcels || maxBytes < Long.MAX_VALUE && bytes() >= maxBytes;
    }

    /** The bytes of the parcels in the stream: a snapshot. */
    public long bytes() {
        lockBoth();
        try {
            return sentBytes.get() - receivedBytes.get();
        } finally {
            unlockBoth();
        }
    }

    /** Tells receivers that nothing more will come: they get what is there, then {@link ChannelClosedException}. */
    public void closeSending() {
        receiving.lock();
        try {
            sendersGone = true;
            notEmpty.signalAll();
        } finally {
            receiving.unlock();
        }
        watchers.wakeAll();
    }

    /** Tells senders that nobody will receive any more; drops what was not received. */
    public void closeReceiving() {
        lockBoth();
        try {
            receiversGone = true;
            parcels.all().forEach(Parcel::discard);
            parcels.clear();
            receivedBytes.lazySet(sentBytes.get());
            received = sent;
            notFull.signalAll();
        } finally {
            unlockBoth();
        }
        watchers.wakeAll();
    }

    /** Ready when {@link #receive} would not wait: a parcel is there, or none will ever come. */
    @Override
    public boolean isReady() {
        return size() > 0 || sendersGone;
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
