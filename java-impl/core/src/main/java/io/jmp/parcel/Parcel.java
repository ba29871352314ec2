package io.jmp.parcel;

import java.util.Objects;

/**
 * What travels between processes: the bytes of a pickle, and beside them the Java objects that the pickled graph refers to
 * by index.
 *
 * <p>Shared objects (queues, locks, connections, memory) are never copied: the pickle holds an index into {@link #refs()},
 * so the garbage collector owns their lifetimes. Neither array is copied; nobody may change them after construction.
 *
 * @param data the pickle
 * @param refs the Java objects it refers to; empty for most parcels
 */
public record Parcel(byte[] data, Object[] refs) {

    private static final Object[] NO_REFS = {};

    /**
     * A parcel.
     *
     * @param data the pickle
     * @param refs the Java objects it refers to; null for none
     */
    public Parcel {
        Objects.requireNonNull(data, "data");
        refs = refs == null ? NO_REFS : refs;
    }

    /**
     * A parcel that refers to no Java object.
     *
     * @param data the bytes of a pickle
     */
    public Parcel(byte[] data) {
        this(data, NO_REFS);
    }

    /** Lets go what the parcel holds, because nobody will read it (any more). */
    public void discard() {
        for (Object ref : refs) {
            if (ref instanceof Shared shared) {
                shared.undelivered();
            }
        }
    }

    /** {@return the size of the pickle in bytes} */
    public int size() {
        return data.length;
    }
}
