package io.jmp.net;

import io.jmp.pipe.Connection;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.WaitAny;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A socket that is bound to an address and takes connections.
 *
 * <p>It is closed by {@link #close()}, by the end of its process, or when the garbage collector finds it unused. As a
 * {@link Waitable} it is ready when {@link #accept} would not wait. Thread-safe.
 */
public final class SocketListener implements Waitable, AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Socket socket;
    private final JvmProcess owner;

    private SocketListener(Socket socket, JvmProcess owner) {
        this.socket = socket;
        this.owner = owner;
        CLEANER.register(this, socket);
        if (owner != null) {
            owner.onExit(socket);
        }
    }

    /** A connection, and the address of its other end. */
    record Accepted(Connection connection, SocketAddress peer) {}

    /**
     * Listens at an address.
     *
     * @param backlog how many connections wait to be accepted before others are refused; at least 1
     * @param owner the process whose end closes the listener and what it accepts; null for none
     * @throws PythonError {@code OSError} if the address cannot be used
     */
    static SocketListener listen(SocketAddress address, int backlog, JvmProcess owner) {
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            ServerSocketChannel channel = ServerSocketChannel.open(
                    unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
            try {
                if (!unix) {
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                }
                channel.configureBlocking(false);
                channel.bind(address, Math.max(1, backlog));
                return new SocketListener(new Socket(channel), owner);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw SocketErrors.of(e);
        }
    }

    /** The address that it is bound to. */
    SocketAddress address() {
        try {
            return socket.channel.getLocalAddress();
        } catch (IOException e) {
            throw SocketErrors.of(e);
        }
    }

    /**
     * The next connection, or null if none came in time.
     *
     * @param nanos the longest time to wait; negative means for ever
     * @throws PythonError {@code OSError} if this listener is closed, meanwhile too, or there are too many open files
     * @throws InterruptedException if interrupted while waiting; no connection is taken
     */
    Accepted accept(long nanos) throws InterruptedException {
        while (true) {
            try {
                SocketChannel channel = socket.take();
                if (channel != null) {
                    return accepted(channel);
                }
            } catch (ClosedChannelException e) {
                throw new PythonError("OSError", "[Errno 9] Bad file descriptor");
            } catch (IOException e) {
                throw SocketErrors.of(e);
            }
            if (WaitAny.await(List.of(socket), nanos).isEmpty()) {
                return null;
            }
        }
    }

    private Accepted accepted(SocketChannel channel) throws IOException {
        try {
            SocketAddress peer = channel.getRemoteAddress();
            return new Accepted(Sockets.connection(channel, owner), peer);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Closes this listener: nobody can connect any more when it returns. A second call does nothing. */
    @Override
    public void close() {
        if (owner != null) {
            owner.forget(socket);
        }
        socket.run();
    }

    @Override
    public boolean isReady() {
        return socket.isReady();
    }

    @Override
    public void addWatcher(Runnable watcher) {
        socket.addWatcher(watcher);
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        socket.removeWatcher(watcher);
    }

    /** The socket without the listener, so that it can outlive it and be closed after it. */
    private static final class Socket implements Waitable, Runnable {
        final ServerSocketChannel channel;
        final Poller.Watch watch;
        private final Watchers watchers = new Watchers();
        // Guarded by this: what isReady() accepted or met, for the next take().
        private SocketChannel next;
        private IOException failure;

        Socket(ServerSocketChannel channel) {
            this.channel = channel;
            watch = new Poller.Watch(channel, operations -> watchers.wakeAll());
        }

        synchronized SocketChannel take() throws IOException {
            fill();
            SocketChannel taken = next;
            IOException error = failure;
            next = null;
            failure = null;
            if (error != null) {
                throw error;
            }
            return taken;
        }

        private void fill() {
            if (next == null && failure == null) {
                try {
                    next = channel.accept();
                } catch (IOException e) {
                    failure = e;
                }
            }
        }

        @Override
        public boolean isReady() {
            synchronized (this) {
                fill();
                if (next != null || failure != null) {
                    return true;
                }
            }
            if (!watchers.isEmpty()) {
                watch.arm(SelectionKey.OP_ACCEPT);
            }
            return false;
        }

        @Override
        public void addWatcher(Runnable watcher) {
            watchers.add(watcher);
        }

        @Override
        public void removeWatcher(Runnable watcher) {
            watchers.remove(watcher);
        }

        /** Closes the socket: nobody can connect any more when it returns. */
        @Override
        public void run() {
            watch.closeNow();
            synchronized (this) {
                if (next != null) {
                    try {
                        next.close();
                    } catch (IOException e) {
                        // Nobody has seen it.
                    }
                    next = null;
                }
            }
            watchers.wakeAll();
        }
    }
}
