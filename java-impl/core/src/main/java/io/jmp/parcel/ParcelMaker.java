package io.jmp.parcel;

import io.jmp.python.PythonError;

/** Makes parcels of what interpreters send, within a limit. */
public final class ParcelMaker {

    /** Makes parcels of any length. */
    public static final ParcelMaker UNLIMITED = new ParcelMaker(Integer.MAX_VALUE);

    private final int maxBytes;

    /**
     * A maker that keeps a limit.
     *
     * @param maxBytes the longest pickle
     */
    public ParcelMaker(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * {@return a parcel; takes the arrays as they are}
     *
     * @param data the bytes of a pickle
     * @param refs the shared objects beside them
     * @throws PythonError {@code OSError} (EMSGSIZE) if the pickle is too long; what it refers to is let go
     */
    public Parcel make(byte[] data, Object[] refs) {
        Parcel parcel = new Parcel(data, refs);
        if (data.length > maxBytes) {
            parcel.discard();
            throw PythonError.ofSystem(90, "Message too long: " + data.length + " bytes, the limit is " + maxBytes, null);
        }
        return parcel;
    }
}
