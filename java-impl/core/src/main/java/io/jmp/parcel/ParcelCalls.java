package io.jmp.parcel;

import io.jmp.python.PythonError;

/** What the Python package calls for parcels. See {@link io.jmp.python} for the rules. */
public final class ParcelCalls {

    /** The Java object with this index in a parcel that was received. */
    public Object ref(Parcel parcel, int index) {
        if (index < 0 || index >= parcel.refs().length) {
            throw new PythonError("RuntimeError", "the message came without the shared object that it refers to");
        }
        return parcel.refs()[index];
    }
}
