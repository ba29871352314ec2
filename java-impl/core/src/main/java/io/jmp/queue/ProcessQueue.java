package io.jmp.queue;

import io.jmp.channel.Channel;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.parcel.Shared;
import io.jmp.wait.Waitable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A queue between processes: Python's {@code multiprocessing.Queue}, {@code JoinableQueue} and {@code SimpleQueue}.
 *
 * <p>Any number of processes, Python or Java, may put and take. An item is pickled when it is put and rebuilt when it is
 * taken, so both sides own their copies. Items put by one thread are taken in that order. The methods are named as those of
 * {@link java.util.concurrent.BlockingQueue} and are thread-safe; those that block end with {@link InterruptedException}.
 *
 * <p>Unlike CPython's, a put is complete when it returns: there is no feeder thread, so nothing is lost when the process
 * that put it is killed a moment later.
 */
public final class ProcessQueue implements Shared {

    private final Channel channel;
    private final int capacity;
    private final TaskCounter tasks = new TaskCounter();

    /** An unbounded queue. */
    public ProcessQueue() {
        this(0);
    }

    /**
     * @param capacity how many items the queue holds; zero or less means no bound
     */
    public ProcessQueue(int capacity) {
        this.capacity = Math.max(0, capacity);
        this.channel = Channel.ofParcels(capacity);
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item None (null), booleans, numbers, strings, {@code byte[]}, collections, maps, and shared objects of jmp
     * @throws IllegalArgumentException if the item cannot be pickled
     */
    public void put(Object item) throws InterruptedException {
        putParcel(Pickles.dumps(item), -1);
    }

    /**
     * Puts an item if there is room within a time.
     *
     * @return false if there was none
     */
    public boolean offer(Object item, long timeout, TimeUnit unit) throws InterruptedException {
        return putParcel(Pickles.dumps(item), Math.max(0, unit.toNanos(timeout)));
    }

    /** Takes the next item, waiting for one. Python's ints, floats, strings, lists, tuples and dicts arrive as Java's. */
    public Object take() throws InterruptedException {
        return Pickles.loads(Objects.requireNonNull(takeParcel(-1)));
    }

    /**
     * Takes the next item if one comes within a time.
     *
     * @return the item, or null if none came; an item that is None comes as null too, so use {@link #take} or
     *     {@link #isEmpty} where None may be put
     */
    public Object poll(long timeout, TimeUnit unit) throws InterruptedException {
        Parcel parcel = takeParcel(Math.max(0, unit.toNanos(timeout)));
        return parcel == null ? null : Pickles.loads(parcel);
    }

    /** Reports that an item which was taken is worked off. */
    public void taskDone() {
        tasks.taskDone();
    }

    /** Waits until every item that was put has been reported done. */
    public void join() throws InterruptedException {
        tasks.await(-1);
    }

    /** Waits as {@link #join()} does, for a time; returns false when it ran out. */
    public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        return tasks.await(Math.max(0, unit.toNanos(timeout)));
    }

    /** The number of items: a snapshot. */
    public int size() {
        return channel.size();
    }

    /** Whether no item is there: a snapshot. */
    public boolean isEmpty() {
        return channel.size() == 0;
    }

    /** Whether a put would wait: a snapshot. */
    public boolean isFull() {
        return channel.isFull();
    }

    /** The bound, or 0 for none. */
    public int capacity() {
        return capacity;
    }

    /** Becomes ready when an item can be taken. */
    public Waitable reader() {
        return channel;
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.queues._rebuild_joinable_queue";
    }

    boolean awaitTasks(long nanos) throws InterruptedException {
        return tasks.await(nanos);
    }

    boolean putParcel(Parcel parcel, long nanos) throws InterruptedException {
        // Counted first: a consumer may take the item and call taskDone() before this thread runs on.
        tasks.taskAdded();
        boolean sent = false;
        try {
            sent = channel.send(parcel, nanos);
        } finally {
            if (!sent) {
                tasks.taskDone();
            }
        }
        return sent;
    }

    Parcel takeParcel(long nanos) throws InterruptedException {
        return channel.receive(nanos);
    }
}
