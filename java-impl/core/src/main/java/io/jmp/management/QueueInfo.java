package io.jmp.management;

/** A queue as it was. */
public final class QueueInfo {

    private final int size;
    private final int capacity;
    private final long bytes;

    QueueInfo(int size, int capacity, long bytes) {
        this.size = size;
        this.capacity = capacity;
        this.bytes = bytes;
    }

    /**
     * The number of items.
     *
     * @return how many could be taken
     */
    public int getSize() {
        return size;
    }

    /**
     * The bound.
     *
     * @return how many items it holds; 0 for no bound
     */
    public int getCapacity() {
        return capacity;
    }

    /**
     * The bytes of the pickles of the items.
     *
     * @return the sum
     */
    public long getBytes() {
        return bytes;
    }
}
