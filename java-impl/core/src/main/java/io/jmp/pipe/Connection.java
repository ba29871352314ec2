package io.jmp.pipe;

import io.jmp.channel.Channel;
import io.jmp.channel.ChannelClosedException;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import java.lang.ref.Cleaner;
import java.util.List;

/**
 * One end of a pipe in one process: Python's {@code multiprocessing.connection.Connection}.
 *
 * <p>It is closed by {@link #close()}, by the end of its process, or when the garbage collector finds it unused. Methods
 * are thread-safe; those that wait end with {@link InterruptedException}.
 */
public final class Connection implements Shared, Waitable, AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final PipeEnd.Handle handle;
    private final JvmProcess owner;

    private Connection(PipeEnd.Handle handle, JvmProcess owner) {
        this.handle = handle;
        this.owner = owner;
        CLEANER.register(this, handle);
        if (owner != null) {
            owner.onExit(handle);
        }
    }

    static Connection open(PipeEnd end, JvmProcess owner) {
        return new Connection(end.open(), owner);
    }

    /**
     * A further connection at the same end, for another process or, with null, for the way there.
     *
     * @throws PythonError {@code OSError} if this connection is closed
     */
    Connection dup(JvmProcess newOwner) {
        checkOpen();
        return open(handle.end, newOwner);
    }

    /** Sends an object, pickled. Waits while the other end has much unread. */
    public void send(Object value) throws InterruptedException {
        sendParcel(Pickles.dumps(value), -1);
    }

    /** Receives the next object. */
    public Object receive() throws InterruptedException {
        return Pickles.loads(receiveParcel(-1));
    }

    /** Whether something can be received (or the end of the stream seen) within a time in nanoseconds. */
    public boolean poll(long nanos) throws InterruptedException {
        checkReadable();
        return !WaitAny.await(List.of(this), nanos).isEmpty();
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.connection._rebuild_connection";
    }

    /** The same end, held by the message that takes it to another process. */
    @Override
    public Connection departing() {
        return dup(null);
    }

    /** Closes a connection that was on its way; one that a process holds stays as it is. */
    @Override
    public void undelivered() {
        if (owner == null) {
            close();
        }
    }

    boolean sendParcel(Parcel parcel, long nanos) throws InterruptedException {
        checkOpen();
        Channel out = handle.end.out;
        if (out == null) {
            throw new PythonError("OSError", "connection is read-only");
        }
        try {
            return out.send(parcel, nanos);
        } catch (ChannelClosedException e) {
            throw new PythonError("BrokenPipeError", "Broken pipe");
        }
    }

    Parcel receiveParcel(long nanos) throws InterruptedException {
        checkReadable();
        try {
            return handle.end.in.receive(nanos);
        } catch (ChannelClosedException e) {
            throw new PythonError("EOFError", "");
        }
    }

    private void checkReadable() {
        checkOpen();
        if (handle.end.in == null) {
            throw new PythonError("OSError", "connection is write-only");
        }
    }

    private void checkOpen() {
        if (handle.isClosed()) {
            throw new PythonError("OSError", "handle is closed");
        }
    }

    public boolean isReadable() {
        return handle.end.in != null;
    }

    public boolean isWritable() {
        return handle.end.out != null;
    }

    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Closes this connection; a second call does nothing. */
    @Override
    public void close() {
        if (owner != null) {
            owner.forget(handle);
        }
        handle.run();
    }

    @Override
    public boolean isReady() {
        return handle.isClosed() || handle.end.in == null || handle.end.in.isReady();
    }

    @Override
    public void addWatcher(Runnable watcher) {
        if (handle.end.in != null) {
            handle.end.in.addWatcher(watcher);
        }
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        if (handle.end.in != null) {
            handle.end.in.removeWatcher(watcher);
        }
    }
}
