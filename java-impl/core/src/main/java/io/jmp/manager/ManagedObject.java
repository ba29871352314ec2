package io.jmp.manager;

import io.jmp.PythonException;
import io.jmp.manager.ManagerServer.ManagedRef;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.parcel.Shared;
import java.util.Map;

/** An object of a manager, as Java code calls it. */
final class ManagedObject implements Shared {

    private final String type;
    private final ManagedRef ref;

    ManagedObject(String type, ManagedRef ref) {
        this.type = type;
        this.ref = ref;
    }

    /** Makes an object of one of the types that Python's SyncManager has. */
    static ManagedObject create(ManagerServer server, String type) {
        Parcel answer = server.call(Pickles.dumps(new Object[] {"create", new Object[] {type, new Object[0], Map.of()}, Map.of()}));
        if (answer.refs().length == 0) {
            result(answer); // throws
        }
        return new ManagedObject(type, (ManagedRef) answer.refs()[0]);
    }

    /** Calls a method and returns its result, or throws what it raised. */
    @SuppressWarnings("unchecked")
    <T> T call(String method, Object... arguments) {
        return (T) result(ManagerServer.call(ref, Pickles.dumps(new Object[] {method, arguments, Map.of()})));
    }

    private static Object result(Parcel answer) {
        Object[] parts = (Object[]) Pickles.loads(answer);
        if (parts[0].equals("return")) {
            return parts[1];
        }
        if (parts[1] instanceof PythonException error) {
            throw error;
        }
        throw new PythonException("multiprocessing.managers.RemoteError", "an error inside the manager", String.valueOf(parts[1]));
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._java._rebuild_" + type;
    }

    @Override
    public Object departing() {
        return ref;
    }
}
