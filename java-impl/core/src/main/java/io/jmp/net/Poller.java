package io.jmp.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The thread that watches all sockets that somebody waits for. It does nothing but wake the waiters. Thread-safe.
 */
final class Poller {

    /** Told by the poller that a channel may be ready, once for each time that it was asked to watch. Must be short. */
    @FunctionalInterface
    interface Target {
        void mayBeReady(int operations);
    }

    private static Poller instance;

    private final Selector selector;
    /** Channels to close by the thread, and who waits for that. */
    private final Queue<Runnable> closings = new ConcurrentLinkedQueue<>();

    private Poller() throws IOException {
        selector = Selector.open();
        Thread thread = new Thread(this::run, "jmp-net");
        thread.setDaemon(true);
        thread.start();
    }

    /** The poller of this JVM; its thread starts when it is first asked for. */
    static synchronized Poller get() {
        if (instance == null) {
            try {
                instance = new Poller();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return instance;
    }

    /** One channel that can be watched. Registers with the poller when it is first watched. Thread-safe. */
    static final class Watch {
        private final SelectableChannel channel;
        private final Target target;
        private SelectionKey key;

        Watch(SelectableChannel channel, Target target) {
            this.channel = channel;
            this.target = target;
        }

        /** Asks to be told once when an operation may be possible, or the channel is closed. */
        void arm(int operations) {
            Poller poller = get();
            try {
                synchronized (this) {
                    if (key == null) {
                        key = channel.register(poller.selector, operations, target);
                    } else if ((key.interestOpsOr(operations) & operations) == operations) {
                        return;
                    }
                }
                poller.selector.wakeup();
            } catch (ClosedChannelException | CancelledKeyException e) {
                target.mayBeReady(operations);
            }
        }

        /** Closes the channel: at once for the other end, shortly after for the operating system. */
        synchronized void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing can be done about it, and nothing is lost.
            }
            if (key != null) {
                get().selector.wakeup();
            }
        }

        /** Closes the channel and returns when the operating system has closed it. */
        void closeNow() {
            synchronized (this) {
                if (key == null) {
                    close();
                    return;
                }
            }
            CompletableFuture<Void> closed = new CompletableFuture<>();
            Poller poller = get();
            poller.closings.add(() -> {
                close();
                try {
                    poller.selector.selectNow(key -> ((Target) key.attachment()).mayBeReady(fired(key)));
                } catch (IOException e) {
                    // The next round tries again.
                }
                closed.complete(null);
            });
            poller.selector.wakeup();
            boolean interrupted = Thread.interrupted();
            try {
                closed.get(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
                // It is going to be closed.
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (true) {
            try {
                selector.select(key -> ((Target) key.attachment()).mayBeReady(fired(key)));
                for (Runnable closing = closings.poll(); closing != null; closing = closings.poll()) {
                    closing.run();
                }
            } catch (IOException | RuntimeException e) {
                System.getLogger(Poller.class.getName()).log(System.Logger.Level.WARNING, "watching sockets", e);
            }
        }
    }

    /** The operations that a key is ready for; it is not watched for these any more. */
    private static int fired(SelectionKey key) {
        try {
            int ready = key.readyOps();
            key.interestOpsAnd(~ready);
            return ready;
        } catch (CancelledKeyException e) {
            return ~0;
        }
    }
}
