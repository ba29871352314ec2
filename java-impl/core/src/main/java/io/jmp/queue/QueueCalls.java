package io.jmp.queue;

import io.jmp.Limits;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.ParcelMaker;
import io.jmp.python.Blocking;
import io.jmp.wait.Timeouts;

/** What the Python package calls for its queues. See {@link io.jmp.python} for the rules. */
public final class QueueCalls {

    private final Limits limits;
    private final ParcelMaker parcels;
    private final QueueRegistry registry;

    /**
     * @param limits what the queues and their items may take
     * @param registry where they are listed
     */
    public QueueCalls(Limits limits, QueueRegistry registry) {
        this.registry = registry;
        this.limits = limits;
        this.parcels = new ParcelMaker(limits.maxMessageBytes());
    }

    /** A new queue; no bound for zero. */
    public ProcessQueue<?> create(int capacity) {
        ProcessQueue<?> queue = ProcessQueue.within(limits, capacity);
        registry.add(queue);
        return queue;
    }

    /** Puts a parcel; false when there was no room in time. */
    @Blocking
    public boolean put(ProcessQueue<?> queue, byte[] data, Object[] refs, double timeout) throws InterruptedException {
        return queue.putParcel(parcels.make(data, refs), Timeouts.nanos(timeout));
    }

    /** Takes a parcel; null when none came in time. */
    @Blocking
    public Parcel get(ProcessQueue<?> queue, double timeout) throws InterruptedException {
        return queue.takeParcel(Timeouts.nanos(timeout));
    }

    public int size(ProcessQueue<?> queue) {
        return queue.size();
    }

    public int capacity(ProcessQueue<?> queue) {
        return queue.capacity();
    }

    public boolean full(ProcessQueue<?> queue) {
        return queue.isFull();
    }

    public void taskDone(ProcessQueue<?> queue) {
        queue.taskDone();
    }

    /** Waits until all tasks are done; false when the time ran out. */
    @Blocking
    public boolean join(ProcessQueue<?> queue, double timeout) throws InterruptedException {
        return queue.awaitTasks(Timeouts.nanos(timeout));
    }

    /** What becomes ready when an item can be taken. */
    public Object reader(ProcessQueue<?> queue) {
        return queue.reader();
    }
}
