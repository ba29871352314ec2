package io.jmp.channel;

import io.jmp.parcel.Parcel;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.util.List;

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

    private final Side sending = new Side();
    private final Side receiving = new Side();
    private final ParcelList parcels = new ParcelList(sending, receiving);
    private final Watchers watchers = new Watchers();
    private final int maxParcels;
    /** How much room a sender would like to have who found none. */
    private final int enough;
    private final long maxBytes;

    // Written with the lock of the side held. Here, not in Side, as the other side looks at them for every parcel.
    private volatile int waitingSenders;
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
        long number = trySend(parcel);
        if (number == 0 && nanos != 0) {
            number = sendLater(parcel, nanos);
        }
        if (number == 0) {
            return false;
        }
        if (waitingReceivers > 0 && receiving.count() >= number - 1) {
            receiving.wakeOne();
        }
        watchers.wakeAll();
        return true;
    }

    /** Waits for room. The number of the parcel, from 1; 0 if there was none in time. */
    private long sendLater(Parcel parcel, long nanos) throws InterruptedException {
        Deadline deadline = Deadline.in(nanos);
        for (int i = 0; i < SENDER_SPINS && room() < enough && !receiversGone; i++) {
            Thread.onSpinWait();
        }
        long[] result = {trySend(parcel)};
        if (result[0] == 0) {
            Parking.block(() -> result[0] = awaitRoom(parcel, deadline));
        }
        return result[0];
    }

    /** The number of the parcel, from 1; 0 if there was no room. */
    private long trySend(Parcel parcel) {
        sending.lock.lock();
        try {
            return add(parcel);
        } finally {
            sending.lock.unlock();
        }
    }

    private long awaitRoom(Parcel parcel, Deadline deadline) throws InterruptedException {
        sending.lock.lockInterruptibly();
        try {
            waitingSenders++;
            try {
                while (true) {
                    long number = add(parcel);
                    if (number > 0 || deadline.left() == 0) {
                        return number;
                    }
                    sending.changed.awaitNanos(deadline.left());
                }
            } finally {
                waitingSenders--;
            }
        } finally {
            sending.lock.unlock();
        }
    }

    /** Adds a parcel if there is room; returns its number, from 1, or 0. With the lock of senders held. */
    private long add(Parcel parcel) {
        if (receiversGone) {
            throw new ChannelClosedException("the receiving side is closed");
        }
        long number = sending.count() + 1;
        if (number - sending.seen() > maxParcels && number - sending.look(receiving) > maxParcels || isFullOfBytes()) {
            return 0;
        }
        parcels.add(parcel);
        sending.pass(1, parcel.size());
        if (waitingSenders > 0 && room() > 0) {
            sending.changed.signal();
        }
        return number;
    }

    /** Exact with the lock of senders held, as long as it says yes. */
    private boolean isFullOfBytes() {
        return maxBytes < Long.MAX_VALUE && bytesNow() >= maxBytes;
    }

    private long bytesNow() {
        receiving.count();  // before the bytes, as they are written in the other order
        return sending.bytes() - receiving.bytes();
    }

    /** How many parcels could be added: a snapshot. */
    private long room() {
        return isFullOfBytes() ? 0 : maxParcels - (sending.count() - receiving.count());
    }

    private boolean isEmpty() {
        return sending.count() == receiving.count();
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
        Taking taking = new Taking();
        tryReceive(taking);
        if (taking.parcel == null && nanos != 0) {
            Deadline deadline = Deadline.in(nanos);
            for (int i = 0; i < SPINS && isEmpty() && !sendersGone; i++) {
                Thread.onSpinWait();
            }
            tryReceive(taking);
            if (taking.parcel == null) {
                Parking.block(() -> awaitParcel(taking, deadline));
            }
        }
        if (taking.madeRoom) {
            sending.lock.lock();
            try {
                thereIsRoom();
            } finally {
                sending.lock.unlock();
            }
        }
        return taking.parcel;
    }

    /** What a receiver has taken, and whether somebody waited for the room. */
    private static final class Taking {
        Parcel parcel;
        boolean madeRoom;
    }

    /** With the lock of senders held. */
    private void thereIsRoom() {
        if (maxBytes < Long.MAX_VALUE) {
            sending.changed.signalAll();    // a large parcel makes room for several
        } else {
            sending.changed.signal();
        }
    }

    private void tryReceive(Taking taking) {
        receiving.lock.lock();
        try {
            take(taking);
        } finally {
            receiving.lock.unlock();
        }
    }

    private void awaitParcel(Taking taking, Deadline deadline) throws InterruptedException {
        receiving.lock.lockInterruptibly();
        try {
            waitingReceivers++;
            try {
                while (!take(taking) && deadline.left() != 0) {
                    receiving.changed.awaitNanos(deadline.left());
                }
            } finally {
                waitingReceivers--;
            }
        } finally {
            receiving.lock.unlock();
        }
    }

    /** Takes the next parcel; false if there is none. With the lock of receivers held. */
    private boolean take(Taking taking) {
        boolean none = sendersGone;     // looked at first: a parcel may be sent just before they go
        long before = receiving.count();
        if (before >= receiving.seen() && before >= receiving.look(sending)) {
            if (none) {
                throw new ChannelClosedException("the sending side is closed");
            }
            return false;
        }
        taking.parcel = parcels.take();
        receiving.pass(1, taking.parcel.size());
        // Looked at after the counter was written, as a sender that is going to wait looks at the counter after it said so.
        taking.madeRoom = waitingSenders > 0 && (maxBytes < Long.MAX_VALUE || sending.count() - before >= maxParcels);
        if (waitingReceivers > 0 && !isEmpty()) {
            receiving.changed.signal();
        }
        return true;
    }

    /** The next parcel, which stays where it is; null if there is none. */
    public Parcel peek() {
        receiving.lock.lock();
        try {
            return isEmpty() ? null : parcels.peek();
        } finally {
            receiving.lock.unlock();
        }
    }

    private void lockBoth() {
        sending.lock.lock();
        receiving.lock.lock();
    }

    private void unlockBoth() {
        receiving.lock.unlock();
        sending.lock.unlock();
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
                receiving.pass(1, parcel.size());
                thereIsRoom();
            }
            return found;
        } finally {
            unlockBoth();
        }
    }

    /** How many parcels were sent since the stream was made: a snapshot. */
    public long sent() {
        return sending.count();
    }

    /** The number of parcels in the stream: a snapshot. */
    public int size() {
        while (true) {
            long before = receiving.count();
            long size = sending.count() - before;
            if (before == receiving.count()) {
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
            return bytesNow();
        } finally {
            unlockBoth();
        }
    }

    /** Tells receivers that nothing more will come: they get what is there, then {@link ChannelClosedException}. */
    public void closeSending() {
        receiving.lock.lock();
        try {
            sendersGone = true;
            receiving.changed.signalAll();
        } finally {
            receiving.lock.unlock();
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
            receiving.pass(sending.count() - receiving.count(), bytesNow());
            sending.changed.signalAll();
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
