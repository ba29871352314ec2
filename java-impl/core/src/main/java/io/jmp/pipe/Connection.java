package io.jmp.pipe;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One end of a pipe or of a socket in one process: Python's {@code multiprocessing.connection.Connection}.
 *
 * <p>It is closed by {@link #close()}, by the end of its process, or when the garbage collector finds it unused. Methods
 * are thread-safe; those that wait end with {@link InterruptedException}.
 */
public final class Connection implements Shared, Waitable, AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final ConnectionEnd.Handle handle;
    private final JvmProcess owner;
    /** Whether this connection has met a message longer than wanted: nothing more can be received then. */
    private volatile boolean deaf;

    private Connection(ConnectionEnd.Handle handle, JvmProcess owner) {
        this.handle = handle;
        this.owner = owner;
        CLEANER.register(this, handle);
        if (owner != null) {
            owner.onExit(handle);
        }
    }

    /**
     * {@return a connection at an end}
     *
     * @param owner the process whose end closes the connection; null for none
     * @param end the end of a channel
     */
    public static Connection open(ConnectionEnd end, JvmProcess owner) {
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

    /**
     * Sends an object, pickled. Waits while the other end has much unread.
     *
     * @param value a value of the table in {@link io.jmp.parcel}
     * @throws IllegalArgumentException if the value cannot be pickled
     * @throws io.jmp.PythonException {@code OSError} if this connection is closed, or only receives; {@code BrokenPipeError} if the
     *     other end is closed
     * @throws InterruptedException if interrupted while waiting; the value is not sent
     */
    public void send(Object value) throws InterruptedException {
        sendParcel(Pickles.dumps(value), -1);
    }

    /**
     * Receives the next object.
     *
     * @return the object
     * @throws IllegalArgumentException if the object cannot be rebuilt in Java; it is gone then
     * @throws io.jmp.PythonException {@code EOFError} if the other end is closed and nothing is left; {@code OSError} if this
     *     connection is closed, or only sends
     * @throws InterruptedException if interrupted while waiting; nothing is received
     */
    public Object receive() throws InterruptedException {
        return Pickles.loads(receiveParcel(-1));
    }

    /**
     * {@return whether something can be received, or the end of the stream seen, at once}
     *
     * @throws io.jmp.PythonException {@code OSError} if this connection is closed, or only sends
     */
    public boolean poll() {
        checkReadable();
        return isReady();
    }

    /**
     * Waits until something can be received, or the end of the stream seen.
     *
     * @param timeout the longest time to wait
     * @param unit its unit
     * @return false if the time ran out
     * @throws io.jmp.PythonException {@code OSError} if this connection is closed, or only sends
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(Math.max(0, unit.toNanos(timeout)));
    }

    /** The same for a time in nanoseconds; negative means for ever. */
    boolean poll(long nanos) throws InterruptedException {
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
        if (!handle.end.isWritable()) {
            throw new PythonError("OSError", "connection is read-only");
        }
        return handle.end.send(parcel, nanos);
    }

    Parcel receiveParcel(long nanos) throws InterruptedException {
        return receiveParcel(nanos, -1);
    }

    /**
     * Receives the next message, or null if none came in time.
     *
     * @param maxLength the greatest length that is wanted; negative for any
     * @throws PythonError {@code OSError} if the message is longer; this connection receives nothing more then
     */
    Parcel receiveParcel(long nanos, long maxLength) throws InterruptedException {
        checkReadable();
        Parcel parcel = handle.end.receive(nanos, maxLength);
        if (maxLength >= 0 && parcel != null && parcel.size() > maxLength) {
            parcel.discard();
            deaf = true;
            if (!isWritable()) {
                close();
            }
            throw new PythonError("OSError", "bad message length");
        }
        return parcel;
    }

    private void checkReadable() {
        checkOpen();
        if (!isReadable()) {
            throw new PythonError("OSError", "connection is write-only");
        }
    }

    private void checkOpen() {
        if (handle.isClosed()) {
            throw new PythonError("OSError", "handle is closed");
        }
    }

    /** {@return whether it can receive} */
    public boolean isReadable() {
        return !deaf && handle.end.isReadable();
    }

    /** {@return whether it can send} */
    public boolean isWritable() {
        return handle.end.isWritable();
    }

    /** {@return whether it was closed here} */
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
        return handle.isClosed() || handle.end.isReady();
    }

    @Override
    public void addWatcher(Runnable watcher) {
        handle.end.addWatcher(watcher);
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        handle.end.removeWatcher(watcher);
    }
}
