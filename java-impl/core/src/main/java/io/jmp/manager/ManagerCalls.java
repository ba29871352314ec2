package io.jmp.manager;

import io.jmp.manager.ManagerServer.ManagedRef;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.ParcelMaker;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.PythonFunction;

/** What the Python package calls for managers. See {@link io.jmp.python} for the rules. */
public final class ManagerCalls {

    private final ParcelMaker parcels;

    /**
     * @param parcels makes what the interpreter sends
     */
    public ManagerCalls(ParcelMaker parcels) {
        this.parcels = parcels;
    }

    /** A manager whose process is going to be started. */
    public ManagerServer create() {
        return new ManagerServer();
    }

    /** In the manager's process: lets others call {@code dispatch}, and waits until the manager is shut down. */
    @Blocking
    public void serve(ManagerServer server, PythonFunction dispatch) throws InterruptedException {
        server.open(dispatch);
        server.awaitShutdown();
    }

    /** Waits until the manager can be called; false if its process ended before. */
    @Blocking
    public boolean awaitOpen(ManagerServer server, JvmProcess process) throws InterruptedException {
        return server.awaitOpen(process);
    }

    public void shutdown(ManagerServer server) {
        server.shutdown();
    }

    /** In the manager's process: the reference to the object with this number. */
    public ManagedRef ref(ManagerServer server, long number) {
        return server.ref(number);
    }

    /** The number of the object that a reference is for; 0 if it is not one of this manager's. */
    public long numberIn(ManagerServer server, ManagedRef ref) {
        return server.numberOf(ref);
    }

    /** In the manager's process: answers the call that this thread executes, where objects go beside the bytes. */
    public void reply(byte[] data, Object[] refs) {
        ManagerServer.reply(parcels.make(data, refs));
    }

    /** Calls the manager itself; returns its answer. */
    public Parcel request(ManagerServer server, byte[] data, Object[] refs) {
        return server.call(parcels.make(data, refs));
    }

    /** Calls a method of an object; returns its answer. */
    public Parcel call(ManagedRef ref, byte[] data, Object[] refs) {
        return ManagerServer.call(ref, parcels.make(data, refs));
    }
}
