package io.jmp.queue;

import io.jmp.Limits;
import io.jmp.channel.Channel;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.parcel.Shared;
import io.jmp.recorder.Recorder;
import io.jmp.wait.Waitable;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A queue between processes: Python's {@code multiprocessing.Queue}, {@code JoinableQueue} and {@code SimpleQueue}, and a
 * {@link BlockingQueue}.
 *
 * <p>Any number of processes, Python or Java, may put and take. An item is pickled when it is put and rebuilt when it is
 * taken, so both sides own their copies ({@link io.jmp.parcel} has the table of conversions). Items put by one thread are
 * taken in that order. All methods are thread-safe; those that block end with {@link InterruptedException}.
 *
 * <p>Two things differ from other queues of Java. An item may be null: it is Python's None. So {@link #poll()} and
 * {@link #peek()} cannot tell an empty queue from None; {@link #take()} can. And the type {@code E} is a promise of those who
 * put, which nothing checks: with Python at the other end, use the type that the table has, or Object.
 *
 * <p>Unlike CPython's, a put is complete when it returns: there is no feeder thread, so nothing is lost when the process
 * that put it is killed a moment later.
 *
 * @param <E> the type of the items
 */
public final class ProcessQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Shared {

    private final Channel channel;
    private final int capacity;
    private final int maxMessage;
    private final TaskCounter tasks;

    /** Makes an unbounded queue. */
    public ProcessQueue() {
        this(0);
    }

    /**
     * Makes a queue.
     *
     * @param capacity how many items the queue holds; zero or less means no bound
     */
    public ProcessQueue(int capacity) {
        this(capacity, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private ProcessQueue(int capacity, long maxBytes, int maxMessage) {
        this.capacity = capacity == Integer.MAX_VALUE ? 0 : Math.max(0, capacity);
        this.channel = Channel.of(capacity, maxBytes);
        this.tasks = new TaskCounter(channel::sent);
        this.maxMessage = maxMessage;
    }

    /**
     * Makes a queue that keeps limits.
     *
     * @param limits the limits of a message, and of the items and the bytes of a queue
     * @param capacity how many items the queue holds; zero or less means no bound of its own
     * @param <E> the type of the items
     * @return the queue
     */
    public static <E> ProcessQueue<E> within(Limits limits, int capacity) {
        int items = capacity <= 0 ? limits.maxQueueItems() : Math.min(capacity, limits.maxQueueItems());
        return new ProcessQueue<>(items, limits.maxQueueBytes(), limits.maxMessageBytes());
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item a value of the table in {@link io.jmp.parcel}, or null
     * @throws IllegalArgumentException if the item cannot be pickled
     * @throws InterruptedException if interrupted while waiting; the item is not put
     */
    @Override
    public void put(E item) throws InterruptedException {
        putParcel(Pickles.dumps(item), -1);
    }

    /**
     * Puts an item if there is room at once.
     *
     * @param item as for {@link #put}
     * @return false if there was none
     * @throws IllegalArgumentException if the item cannot be pickled
     */
    @Override
    public boolean offer(E item) {
        Parcel parcel = Pickles.dumps(item);
        try {
            return putParcel(parcel, 0);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    /**
     * Puts an item if there is room within a time.
     *
     * @param item as for {@link #put}
     * @return false if there was none
     * @throws IllegalArgumentException if the item cannot be pickled
     * @throws InterruptedException if interrupted while waiting; the item is not put
     */
    @Override
    public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
        return putParcel(Pickles.dumps(item), Math.max(0, unit.toNanos(timeout)));
    }

    /**
     * Takes the next item, waiting for one.
     *
     * @return the item, as the table in {@link io.jmp.parcel} says
     * @throws IllegalArgumentException if the item cannot be rebuilt in Java; it is gone then
     * @throws InterruptedException if interrupted while waiting; nothing is taken
     */
    @Override
    public E take() throws InterruptedException {
        return load(Objects.requireNonNull(takeParcel(-1)));
    }

    /**
     * Takes the next item if there is one.
     *
     * @return the item; null if there is none, or if it is None
     * @throws IllegalArgumentException if the item cannot be rebuilt in Java; it is gone then
     */
    @Override
    public E poll() {
        try {
            Parcel parcel = takeParcel(0);
            return parcel == null ? null : load(parcel);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    /**
     * Takes the next item if one comes within a time.
     *
     * @return the item; null if none came, or if it is None
     * @throws IllegalArgumentException if the item cannot be rebuilt in Java; it is gone then
     * @throws InterruptedException if interrupted while waiting; nothing is taken
     */
    @Override
    public E poll(long timeout, TimeUnit unit) throws InterruptedException {
        Parcel parcel = takeParcel(Math.max(0, unit.toNanos(timeout)));
        return parcel == null ? null : load(parcel);
    }

    /**
     * A copy of the next item, which stays in the queue.
     *
     * @return the copy; null if there is none, or if it is None
     * @throws IllegalArgumentException if the item cannot be rebuilt in Java
     */
    @Override
    public E peek() {
        Parcel parcel = channel.peek();
        return parcel == null ? null : load(parcel);
    }

    /** A snapshot of copies of the items; {@code remove} takes an item out of the queue if it is still there. */
    @Override
    public Iterator<E> iterator() {
        Iterator<Parcel> parcels = channel.snapshot().iterator();
        return new Iterator<>() {
            private Parcel last;

            @Override
            public boolean hasNext() {
                return parcels.hasNext();
            }

            @Override
            public E next() {
                last = parcels.next();
                return load(last);
            }

            @Override
            public void remove() {
                if (last == null) {
                    throw new IllegalStateException();
                }
                channel.remove(last);
                last = null;
            }
        };
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int maxElements) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int count = 0;
        try {
            for (; count < maxElements; count++) {
                Parcel parcel = takeParcel(0);
                if (parcel == null) {
                    break;
                }
                target.add(load(parcel));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
        return count;
    }

    /** Takes the next item, which may be None. */
    @Override
    public E remove() {
        try {
            Parcel parcel = takeParcel(0);
            if (parcel == null) {
                throw new NoSuchElementException();
            }
            return load(parcel);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    /** Lets go all items. */
    @Override
    public void clear() {
        for (Parcel parcel : channel.snapshot()) {
            if (channel.remove(parcel)) {
                parcel.discard();
            }
        }
    }

    /** Reports that an item which was taken is worked off. */
    public void taskDone() {
        tasks.taskDone();
    }

    /**
     * Waits until every item that was put has been reported done.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void join() throws InterruptedException {
        tasks.await(-1);
    }

    /**
     * Waits as {@link #join()} does, for a time.
     *
     * @param timeout the longest time to wait
     * @param unit its unit
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        return tasks.await(Math.max(0, unit.toNanos(timeout)));
    }

    /** The number of items: a snapshot. */
    @Override
    public int size() {
        return channel.size();
    }

    /** Whether no item is there: a snapshot. */
    @Override
    public boolean isEmpty() {
        return channel.size() == 0;
    }

    /**
     * Whether a put would wait.
     *
     * @return a snapshot
     */
    public boolean isFull() {
        return channel.isFull();
    }

    /**
     * The bound of the number of items.
     *
     * @return the bound, or 0 for none
     */
    public int capacity() {
        return capacity;
    }

    /** How many items could be put now: a snapshot; {@link Integer#MAX_VALUE} without a bound. */
    @Override
    public int remainingCapacity() {
        return capacity == 0 ? Integer.MAX_VALUE : Math.max(0, capacity - channel.size());
    }

    /**
     * What to wait for with {@link io.jmp.wait.WaitAny}.
     *
     * @return what becomes ready when an item can be taken
     */
    public Waitable reader() {
        return channel;
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.queues._rebuild_joinable_queue";
    }

    /** Not the items, which belong to whoever takes them. */
    @Override
    public String toString() {
        return "ProcessQueue[" + size() + (capacity == 0 ? "]" : "/" + capacity + "]");
    }

    @SuppressWarnings("unchecked")
    private E load(Parcel parcel) {
        return (E) Pickles.loads(parcel);
    }

    boolean awaitTasks(long nanos) throws InterruptedException {
        return tasks.await(nanos);
    }

    boolean putParcel(Parcel parcel, long nanos) throws InterruptedException {
        if (parcel.size() > maxMessage) {
            parcel.discard();
            throw new IllegalArgumentException("an item of " + parcel.size() + " bytes; no more than " + maxMessage
                    + " are allowed");
        }
        return channel.send(parcel, nanos);
    }

    Parcel takeParcel(long nanos) throws InterruptedException {
        if (nanos != 0 && Recorder.isOn() && channel.size() == 0) {
            Recorder.Span wait = Recorder.queueWait();
            Parcel parcel = channel.receive(nanos);
            wait.end(parcel != null);
            return parcel;
        }
        return channel.receive(nanos);
    }

    /**
     * The bytes of the pickles of its items.
     *
     * @return a snapshot
     */
    public long bytes() {
        return channel.bytes();
    }
}
