package io.jmp.parcel;

import java.io.IOException;
import net.razorvine.pickle.PickleException;

/**
 * Java values to parcels and back, by the library net.razorvine.pickle. {@linkplain io.jmp.parcel The package's page} has the
 * table of conversions; nothing beyond it is written or read, so a pickle from code that is not trusted makes no object of
 * another class and calls nothing.
 *
 * <p>{@link Shared} objects go beside the bytes: in the pickle stands the call of their rebuilding function with their
 * index, as the Python package writes it. Stateless and thread-safe.
 */
public final class Pickles {

    private Pickles() {}

    /**
     * Pickles a value; one that cannot change and is taken by Java (a number, a text, a boolean) only when somebody asks for its bytes.
     *
     * @param value the value, or null
     * @return the parcel
     * @throws IllegalArgumentException if the value, or one inside it, has no equivalent in Python
     */
    public static Parcel dumps(Object value) {
        Parcel parcel = Immutables.parcel(value);
        return parcel == null ? pickle(value) : parcel;
    }

    static Parcel pickle(Object value) {
        TablePickler pickler = new TablePickler();
        try {
            byte[] data = pickler.dumps(value);
            return new Parcel(data, pickler.refs());
        } catch (PickleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | StackOverflowError e) {
            throw new IllegalArgumentException("cannot pickle " + value.getClass().getName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Rebuilds the value of a parcel.
     *
     * @param parcel the parcel
     * @return the value, as the table says; it may be null
     * @throws IllegalArgumentException if the bytes are no pickle, or something in them has no equivalent in Java
     */
    public static Object loads(Parcel parcel) {
        Object value = parcel.value();
        if (value != null) {
            return value;
        }
        try {
            return new TableUnpickler(parcel.refs()).read(parcel.data());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("cannot unpickle: " + e.getMessage(), e);
        }
    }
}
