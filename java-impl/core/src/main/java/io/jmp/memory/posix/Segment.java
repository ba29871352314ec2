package io.jmp.memory.posix;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Function;

/**
 * Shared memory that has a name: every process of the machine that knows the name can open it. Python's {@code SharedMemory}.
 *
 * <p>It lives until its name is {@linkplain #unlink unlinked} and everybody has closed it. A segment that is forgotten is closed
 * by the garbage collector. Names begin with a slash. Thread-safe; nothing orders what one thread writes and another reads.
 *
 * <p>All methods that use the system throw a {@link io.jmp.python.PythonError}: FileExistsError, FileNotFoundError or another
 * OSError; NotImplementedError without Linux or without native access.
 */
public final class Segment implements AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private static final int O_RDWR = 2;
    private static final int O_CREAT = 64;
    private static final int O_EXCL = 128;

    private final Mapping mapping;

    private Segment(Mapping mapping) {
        this.mapping = mapping;
        CLEANER.register(this, mapping);
    }

    /** Makes a segment of zeros; FileExistsError, if there is one with this name. */
    public static Segment create(String name, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("the size of a segment has to be positive: " + size);
        }
        return open(name, O_RDWR | O_CREAT | O_EXCL, size);
    }

    /** Opens a segment that exists. */
    public static Segment open(String name) {
        return open(name, O_RDWR, 0);
    }

    /**
     * Opens a segment with the flags of {@code shm_open}.
     *
     * @param size sets the size, unless it is 0
     * @throws io.jmp.python.PythonError also MemoryError, if it has more than 2 GiB, and ValueError, if it is empty
     */
    static Segment open(String name, int flags, long size) {
        return new Segment(Posix.map(Objects.requireNonNull(name), flags, size));
    }

    /** Removes a name; the segment lives on for those who have it open. */
    public static void unlink(String name) {
        Posix.unlink(Objects.requireNonNull(name));
    }

    /** The size in bytes; it may be more than was asked for. */
    public int size() {
        return mapping.size();
    }

    /** Whether the segment is closed. */
    public boolean isClosed() {
        return mapping.isClosed();
    }

    /** Closes the segment here: the memory is unmapped as soon as no access is under way. Closing again does nothing. */
    @Override
    public void close() {
        mapping.close();
    }

    /**
     * Uses the memory.
     *
     * @param function gets the bytes, in native order, and must not keep them
     * @throws IllegalStateException if the segment is closed
     */
    public <T> T use(Function<ByteBuffer, T> function) {
        if (enter() == null) {
            throw new IllegalStateException("the segment is closed");
        }
        try {
            return function.apply(mapping.bytes().duplicate().order(ByteOrder.nativeOrder()));
        } finally {
            leave();
        }
    }

    /**
     * Begins an access, for hosts: like {@link #use}, without an object for each. {@link #leave} ends it.
     *
     * @return the bytes in little-endian order, for absolute offsets only; null if the segment is closed, and then there is
     *     nothing to leave
     */
    public ByteBuffer enter() {
        return mapping.enter() ? mapping.bytes() : null;
    }

    /** Ends an access. */
    public void leave() {
        mapping.leave();
    }
}
