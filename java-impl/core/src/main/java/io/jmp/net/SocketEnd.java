package io.jmp.net;

import io.jmp.net.MessageWriter.Message;
import io.jmp.parcel.Parcel;
import io.jmp.pipe.ConnectionEnd;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * This side of a connected socket. Any number of threads and processes may send and receive; each message goes and comes as a
 * whole. Thread-safe.
 */
final class SocketEnd extends ConnectionEnd {

    private final SocketChannel channel;
    private final Poller.Watch watch;
    private final MessageReader reader;
    private final MessageWriter writer;
    /** Held for reading, never while waiting; the writer itself is the lock for writing. */
    private final Object reading = new Object();
    private final Watchers receivers = new Watchers();
    private final Watchers senders = new Watchers();

    /**
     * @param channel a connected channel, which is put in non-blocking mode
     */
    SocketEnd(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        this.channel = channel;
        watch = new Poller.Watch(channel, this::mayBeReady);
        reader = new MessageReader(channel);
        writer = new MessageWriter(channel);
    }

    private void mayBeReady(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0) {
            receivers.wakeAll();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            senders.wakeAll();
        }
    }

    @Override
    protected boolean send(Parcel parcel, long nanos) throws InterruptedException {
        if (parcel.refs().length > 0) {
            parcel.discard();
            throw new PythonError("RuntimeError", "an object that refers to shared objects cannot be pickled into bytes alone");
        }
        Sending sending = new Sending(new Message(parcel.data()));
        try {
            WaitAny.await(List.of(sending), nanos);
        } finally {
            sending.finish();
        }
        return sending.result();
    }

    /** A message that is being sent: ready when it was, or cannot be. */
    private final class Sending implements Waitable {
        private final Message message;
        private IOException failure;

        Sending(Message message) {
            this.message = message;
        }

        @Override
        public boolean isReady() {
            synchronized (writer) {
                try {
                    if (failure != null || writer.send(message)) {
                        return true;
                    }
                } catch (IOException e) {
                    failure = e;
                    return true;
                }
            }
            if (!senders.isEmpty()) {
                watch.arm(SelectionKey.OP_WRITE);
            }
            return false;
        }

        @Override
        public void addWatcher(Runnable watcher) {
            senders.add(watcher);
        }

        @Override
        public void removeWatcher(Runnable watcher) {
            senders.remove(watcher);
        }

        void finish() {
            synchronized (writer) {
                writer.giveUp(message);
            }
            senders.wakeAll();
        }

        boolean result() {
            synchronized (writer) {
                if (failure != null) {
                    throw SocketErrors.of(failure);
                }
                return message.isSent();
            }
        }
    }

    @Override
    protected Parcel receive(long nanos, long maxLength) throws InterruptedException {
        Deadline deadline = Deadline.in(nanos);
        while (true) {
            byte[] message = take(maxLength);
            if (message != null) {
                return new Parcel(message);
            }
            long left = deadline.isNever() ? -1 : deadline.left();
            if (left == 0 || WaitAny.await(List.of(this), left).isEmpty()) {
                return null;
            }
        }
    }

    private byte[] take(long maxLength) {
        synchronized (reading) {
            try {
                return reader.next(maxLength);
            } catch (IOException e) {
                throw SocketErrors.of(e);
            } finally {
                if (!receivers.isEmpty() && reader.fill()) {
                    receivers.wakeAll(); // others may wait for what is in the reader's buffer now, or for the end
                }
            }
        }
    }

    @Override
    protected boolean isReadable() {
        synchronized (reading) {
            return !reader.isLost();
        }
    }

    @Override
    protected boolean isWritable() {
        return true;
    }

    @Override
    protected void released() {
        watch.close();
        mayBeReady(~0);
    }

    /** Ready when there are bytes, as in CPython, even if they are not yet a message; or at the end of the stream. */
    @Override
    public boolean isReady() {
        synchronized (reading) {
            if (reader.fill()) {
                return true;
            }
        }
        if (!receivers.isEmpty()) {
            watch.arm(SelectionKey.OP_READ);
        }
        return false;
    }

    @Override
    public void addWatcher(Runnable watcher) {
        receivers.add(watcher);
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        receivers.remove(watcher);
    }

    @Override
    public String toString() {
        return "SocketEnd[" + channel + "]";
    }
}
