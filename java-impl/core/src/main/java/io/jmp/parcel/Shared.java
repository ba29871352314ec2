package io.jmp.parcel;

/**
 * A Java object that processes share: it travels beside the bytes of a {@link Parcel}, never in them.
 */
public interface Shared {

    /**
     * {@return the Python function that makes the Python face of this object from its index among the parcel's objects: a
     * module and a function with a dot between, as {@code multiprocessing.queues._rebuild_queue}}
     */
    String rebuilder();

    /** {@return what is put into the parcel: this object itself, unless its holders are counted} */
    default Object departing() {
        return this;
    }

    /** The parcel with this object will never be read: what {@link #departing} holds is let go. */
    default void undelivered() {}

    /** {@return what a Java receiver gets} */
    default Object arriving() {
        return this;
    }
}
