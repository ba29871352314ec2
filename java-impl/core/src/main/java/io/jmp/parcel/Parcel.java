package io.jmp.parcel;

import java.util.Objects;

/**
 * What travels between processes: the bytes of a pickle, and beside them the Java objects that the pickled graph refers to
 * by index.
 *
 * <p>Shared objects (queues, locks, connections, memory) are never copied: the pickle holds an index into {@link #refs()},
 * so the garbage collector owns their lifetimes. Neither array is copied; nobody may change them after construction.
 * Immutable, so thread-safe.
 */
public final class Parcel {

    private static final Object[] NO_REFS = {};

    private final Object[] refs;
    private final int size;
    /** What the pickle is of, if that is immutable; a Java process takes it as it is. */
    private final Object value;
    /** Null as long as nobody has asked for the pickle of the value. */
    private volatile byte[] data;

    /**
     * A parcel.
     *
     * @param data the pickle
     * @param refs the Java objects it refers to; null for none
     */
    public Parcel(byte[] data, Object[] refs) {
        this.data = Objects.requireNonNull(data, "data");
        this.refs = refs == null ? NO_REFS : refs;
        this.size = data.length;
        this.value = null;
    }

    /**
     * A parcel that refers to no Java object.
     *
     * @param data the bytes of a pickle
     */
    public Parcel(byte[] data) {
        this(data, NO_REFS);
    }

    /** A parcel with an immutable value, whose pickle has this size. */
    Parcel(Object value, int size) {
        this.value = value;
        this.size = size;
        this.refs = NO_REFS;
    }

    /** {@return the pickle} */
    public byte[] data() {
        byte[] pickle = data;
        if (pickle == null) {
            pickle = Pickles.pickle(value).data;    // two threads may do so at once, and get equal bytes
            data = pickle;
        }
        return pickle;
    }

    /** {@return the Java objects that the pickle refers to; empty for most parcels} */
    public Object[] refs() {
        return refs;
    }

    /** The immutable value, or null if it has none but a pickle. */
    Object value() {
        return value;
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
        return size;
    }
}
