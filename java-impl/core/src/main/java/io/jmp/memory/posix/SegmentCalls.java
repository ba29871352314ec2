package io.jmp.memory.posix;

import io.jmp.python.PythonError;

/**
 * What the Python package calls for shared memory with a name. See {@link io.jmp.python} for the rules.
 *
 * <p>A host shows a {@link Segment} to Python as an object with a writable buffer. Names begin with a slash.
 */
public final class SegmentCalls {

    private final ResourceTracker tracker;
    private final boolean allowed;

    /**
     * @param tracker removes what the processes leave behind
     * @param allowed whether names may be opened, removed and registered
     */
    public SegmentCalls(ResourceTracker tracker, boolean allowed) {
        this.tracker = tracker;
        this.allowed = allowed;
    }

    private void checkAllowed() {
        if (!allowed) {
            throw new PythonError("PermissionError", "[Errno 1] this interpreter may not use shared memory with a name:"
                    + " whoever embeds it has to allow it");
        }
    }

    /**
     * Opens a segment with the flags of {@code shm_open}, and sets its size unless that is 0.
     *
     * @throws io.jmp.python.PythonError FileExistsError, FileNotFoundError or another OSError; ValueError, if it is empty;
     *     MemoryError, if it has more than 2 GiB; NotImplementedError, without Linux or native access
     */
    public Segment open(String name, int flags, long size) {
        checkAllowed();
        return Segment.open(name, flags, size);
    }

    /** The size of a segment in bytes. */
    public long size(Segment segment) {
        return segment.size();
    }

    /** Closes a segment: who uses its buffer now gets a ValueError. */
    public void close(Segment segment) {
        segment.close();
    }

    /** Removes a name; FileNotFoundError or another OSError, if that is not possible. */
    public void unlink(String name) {
        checkAllowed();
        Segment.unlink(name);
    }

    /** Has a resource removed at the end of the program; false if there is no such type of resources. */
    public boolean register(String name, String type) {
        checkAllowed();
        return tracker.register(name, type);
    }

    /** Leaves a resource alone again; false if it was not registered. */
    public boolean unregister(String name, String type) {
        return tracker.unregister(name, type);
    }
}
