package io.jmp.memory.posix;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pages of shared memory in the address space of the JVM. They go when they are closed and nobody is in them: who touches
 * pages that are gone ends the JVM. Thread-safe.
 */
final class Mapping implements Runnable {

    private static final int CLOSED = Integer.MIN_VALUE;

    private final Pointer address;
    private final ByteBuffer bytes;
    /** How many are inside, and the bit {@link #CLOSED}. */
    private final AtomicInteger inside = new AtomicInteger();

    Mapping(Pointer address, int length) {
        this.address = address;
        this.bytes = address.getByteBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes in little-endian order: only for those inside. Use absolute offsets, as all share it. */
    ByteBuffer bytes() {
        return bytes;
    }

    int size() {
        return bytes.capacity();
    }

    /** Goes inside; false if the mapping is closed. */
    boolean enter() {
        int number;
        do {
            number = inside.get();
            if (number < 0) {
                return false;
            }
        } while (!inside.compareAndSet(number, number + 1));
        return true;
    }

    /** Leaves, after {@link #enter}. */
    void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            unmap();
        }
    }

    boolean isClosed() {
        return inside.get() < 0;
    }

    /** Closes: nobody enters any more, and the last one to leave takes the pages along. */
    void close() {
        if (inside.getAndUpdate(number -> number | CLOSED) == 0) {
            unmap();
        }
    }

    /** What happens to a mapping that was forgotten. */
    @Override
    public void run() {
        close();
    }

    private void unmap() {
        Posix.unmap(address, size());
    }
}
