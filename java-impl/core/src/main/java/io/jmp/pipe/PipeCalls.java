package io.jmp.pipe;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.ParcelMaker;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.wait.Timeouts;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the Python package calls for pipes and for waiting. See {@link io.jmp.python} for the rules. */
public final class PipeCalls {

    private final Supplier<JvmProcess> self;
    private final ParcelMaker parcels;

    /**
     * @param self the process that calls
     * @param parcels makes what it sends
     */
    public PipeCalls(Supplier<JvmProcess> self, ParcelMaker parcels) {
        this.self = self;
        this.parcels = parcels;
    }

    /** The two connections of a new pipe. */
    public Object[] open(boolean duplex) {
        Pipe pipe = Pipe.open(duplex, self.get());
        return new Object[] {pipe.first(), pipe.second()};
    }

    @Blocking
    public void send(Connection connection, byte[] data, Object[] refs) throws InterruptedException {
        connection.sendParcel(parcels.make(data, refs), -1);
    }

    /** The next message; null when none came in time. */
    @Blocking
    public Parcel receive(Connection connection, double timeout) throws InterruptedException {
        return connection.receiveParcel(Timeouts.nanos(timeout));
    }

    /** The next message; null when none came in time. An error if it is longer than a length. */
    @Blocking
    public Parcel receiveAtMost(Connection connection, double timeout, long maxLength) throws InterruptedException {
        return connection.receiveParcel(Timeouts.nanos(timeout), maxLength);
    }

    @Blocking
    public boolean poll(Connection connection, double timeout) throws InterruptedException {
        return connection.poll(Timeouts.nanos(timeout));
    }

    public void close(Connection connection) {
        connection.close();
    }

    public boolean closed(Connection connection) {
        return connection.isClosed();
    }

    public boolean readable(Connection connection) {
        return connection.isReadable();
    }

    public boolean writable(Connection connection) {
        return connection.isWritable();
    }

    /** The same end, held by the message that takes it to another process. */
    public Connection depart(Connection connection) {
        return connection.departing();
    }

    /** The same end, held by the calling process, which has taken it out of a message. */
    public Connection arrive(Connection connection) {
        Connection arrived = connection.dup(self.get());
        connection.close();
        return arrived;
    }

    /** The indexes of those objects that are ready; empty when the time ran out. */
    @Blocking
    public Object[] waitAny(Object[] waitables, double timeout) throws InterruptedException {
        List<Indexed> all = new ArrayList<>();
        for (int i = 0; i < waitables.length; i++) {
            all.add(new Indexed(i, (Waitable) waitables[i]));
        }
        return WaitAny.await(all, Timeouts.nanos(timeout)).stream().map(Indexed::index).toArray();
    }

    private record Indexed(int index, Waitable waitable) implements Waitable {
        @Override
        public boolean isReady() {
            return waitable.isReady();
        }

        @Override
        public void addWatcher(Runnable watcher) {
            waitable.addWatcher(watcher);
        }

        @Override
        public void removeWatcher(Runnable watcher) {
            waitable.removeWatcher(watcher);
        }
    }
}
