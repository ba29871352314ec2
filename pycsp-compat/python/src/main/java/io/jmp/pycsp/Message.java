package io.jmp.pycsp;

import io.jmp.parcel.Parcel;

/**
 * What is on its way through a channel: a Python object of one interpreter, and its pickle for all others.
 *
 * <p>A reader of the same interpreter gets the object itself. While a channel's ends are all in one interpreter, nothing is
 * pickled.
 */
public final class Message {

    /** The calls of the interpreter that the object belongs to. */
    final CspCalls owner;
    final Object value;
    private volatile Parcel parcel;

    /**
     * @param parcel the pickle; null if there is none yet
     */
    Message(CspCalls owner, Object value, Parcel parcel) {
        this.owner = owner;
        this.value = value;
        this.parcel = parcel;
    }

    /** The pickle for another interpreter; made by the owner if it has not been yet. */
    Parcel parcel() {
        if (parcel == null) {
            owner.pickle(this);
        }
        return parcel;
    }

    void setParcel(Parcel pickle) {
        parcel = pickle;
    }

    boolean isPickled() {
        return parcel != null;
    }
}
