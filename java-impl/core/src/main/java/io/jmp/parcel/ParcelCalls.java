package io.jmp.parcel;

/** What the Python package calls for parcels. See {@link io.jmp.python} for the rules. */
public final class ParcelCalls {

    /** The Java object with this index in a parcel that was received. */
    public Object ref(Parcel parcel, int index) {
        return parcel.refs()[index];
    }
}
