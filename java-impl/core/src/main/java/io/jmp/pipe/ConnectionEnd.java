package io.jmp.pipe;

import io.jmp.parcel.Parcel;
import io.jmp.python.PythonError;
import io.jmp.wait.Waitable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a way for messages, of a pipe inside the JVM or of a socket, however many processes hold it.
 *
 * <p>Every holder has a {@link Handle}. When the last one is gone, the end closes: what an operating system does with file
 * descriptors. As a {@link Waitable} it is ready when {@link #receive} would not wait, or not for long. Thread-safe.
 */
public abstract class ConnectionEnd implements Waitable {

    private final AtomicInteger handles = new AtomicInteger();

    /** One that is open. */
    protected ConnectionEnd() {}

    final Handle open() {
        handles.incrementAndGet();
        return new Handle(this);
    }

    /**
     * Sends a message; the end is writable.
     *
     * @param nanos the longest time to wait for room; negative means for ever
     * @param parcel what is sent
     * @return false if there was no room in time
     * @throws PythonError {@code BrokenPipeError} or another {@code OSError} if nobody will receive it
     * @throws InterruptedException if interrupted while waiting
     */
    protected abstract boolean send(Parcel parcel, long nanos) throws InterruptedException;

    /**
     * Receives the next message; the end is readable.
     *
     * @param nanos the longest time to wait; negative means for ever
     * @param maxLength the longest message that is wanted; negative for any. An end that knows the length of a message before
     *     it has it need not receive a longer one
     * @return the message, or null if none came in time
     * @throws PythonError {@code EOFError} if none is left and none will come, {@code OSError} if the stream is broken
     * @throws InterruptedException if interrupted while waiting; no message is taken
     */
    protected abstract Parcel receive(long nanos, long maxLength) throws InterruptedException;

    /** {@return whether messages can be received here} */
    protected abstract boolean isReadable();

    /** {@return whether messages can be sent here} */
    protected abstract boolean isWritable();

    /** The last holder is gone: closes the end. */
    protected abstract void released();

    /**
     * One holder of an end: a connection of a process, or a connection on its way to one. It knows nothing of the
     * connection, so that it can outlive it and close the end after it.
     */
    static final class Handle implements Runnable {
        final ConnectionEnd end;
        private volatile boolean closed;

        private Handle(ConnectionEnd end) {
            this.end = end;
        }

        boolean isClosed() {
            return closed;
        }

        /** Lets the end go; only the first call counts. */
        @Override
        public void run() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            if (end.handles.decrementAndGet() == 0) {
                end.released();
            }
        }
    }
}
