package io.jmp.parcel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Pickler;
import net.razorvine.pickle.Unpickler;

/**
 * Java values to parcels and back, by the library net.razorvine.pickle.
 *
 * <p>{@link Shared} objects go beside the bytes: in the pickle stands the call of their rebuilding function with their
 * index, as the Python package writes it. Stateless and thread-safe.
 */
public final class Pickles {

    /** The functions of the Python package that rebuild a shared object from its index. */
    private static final List<String> REBUILDERS = List.of(
            "multiprocessing.queues._rebuild_queue",
            "multiprocessing.queues._rebuild_joinable_queue",
            "multiprocessing.queues._rebuild_simple_queue",
            "multiprocessing.connection._rebuild_connection",
            "multiprocessing.synchronize._rebuild_lock",
            "multiprocessing.synchronize._rebuild_rlock",
            "multiprocessing.synchronize._rebuild_semaphore",
            "multiprocessing.synchronize._rebuild_bounded_semaphore",
            "multiprocessing.synchronize._rebuild_event",
            "multiprocessing.synchronize._rebuild_condition",
            "multiprocessing.synchronize._rebuild_barrier",
            "multiprocessing.sharedctypes._rebuild_block");

    private static final ThreadLocal<List<Object>> DEPARTING = new ThreadLocal<>();
    private static final ThreadLocal<Object[]> ARRIVING = new ThreadLocal<>();

    static {
        Pickler.registerCustomPickler(Shared.class, (object, out, pickler) -> {
            Shared shared = (Shared) object;
            String rebuilder = shared.rebuilder();
            int dot = rebuilder.lastIndexOf('.');
            out.write('c');
            out.write((rebuilder.substring(0, dot) + '\n' + rebuilder.substring(dot + 1) + '\n')
                    .getBytes(StandardCharsets.UTF_8));
            List<Object> refs = Objects.requireNonNull(DEPARTING.get());
            refs.add(shared.departing());
            pickler.save(refs.size() - 1);
            out.write(0x85); // TUPLE1
            out.write('R'); // REDUCE
        });
        for (String rebuilder : REBUILDERS) {
            int dot = rebuilder.lastIndexOf('.');
            Unpickler.registerConstructor(rebuilder.substring(0, dot), rebuilder.substring(dot + 1), Pickles::rebuild);
        }
    }

    private Pickles() {}

    /**
     * Pickles a value.
     *
     * @throws IllegalArgumentException if the value, or one inside it, cannot be pickled
     */
    public static Parcel dumps(Object value) {
        List<Object> outer = DEPARTING.get();
        List<Object> refs = new ArrayList<>(0);
        DEPARTING.set(refs);
        try {
            byte[] data = new Pickler().dumps(value);
            return new Parcel(data, refs.isEmpty() ? null : refs.toArray());
        } catch (IOException | PickleException e) {
            throw new IllegalArgumentException("cannot pickle " + value.getClass().getName() + ": " + e.getMessage(), e);
        } finally {
            DEPARTING.set(outer);
        }
    }

    /**
     * Rebuilds the value of a parcel: Python's None, bool, int, float, str, bytes, list, tuple, dict and set as Java's null,
     * Boolean, Integer, Long or BigInteger, Double, String, byte[], List, Object[], Map and Set.
     *
     * @throws IllegalArgumentException if the bytes are no pickle, or refer to Python code
     */
    public static Object loads(Parcel parcel) {
        Object[] outer = ARRIVING.get();
        ARRIVING.set(parcel.refs());
        try {
            return new Unpickler().loads(parcel.data());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("cannot unpickle: " + e.getMessage(), e);
        } finally {
            ARRIVING.set(outer);
        }
    }

    private static Object rebuild(Object[] arguments) {
        Object ref = ARRIVING.get()[((Number) arguments[0]).intValue()];
        return ref instanceof Shared shared ? shared.arriving() : ref;
    }
}
