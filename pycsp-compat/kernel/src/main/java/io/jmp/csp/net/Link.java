package io.jmp.csp.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Frames over a connected socket: a length and as many bytes. A thread of its own sends, so that no process waits for a socket,
 * where its interruption would close it; another receives. Both sides send an empty frame when they have nothing to say for
 * a while, so that a peer which is gone without a word is noticed. Thread-safe.
 */
final class Link {

    /** What a frame is about, and the end of them. Called by the receiving thread. */
    interface Receiver {
        void received(DataInputStream frame) throws IOException;

        /** The connection is over, whoever ended it. Called once. */
        void lost();
    }

    /** Writes a frame. */
    @FunctionalInterface
    interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /** How often a side says something at least; it waits four times as long for the other. */
    private static final int HEARTBEAT_MILLIS = Integer.getInteger("jmp.csp.heartbeat", 5000);
    private static final int LONGEST = 1 << 30;
    private static final byte[] HEARTBEAT = {};
    /** Is not sent: nothing comes after it, at which the other side closes the connection. */
    private static final byte[] END = {};

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Receiver receiver;
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    Link(Socket socket, DataInputStream in, DataOutputStream out, Receiver receiver) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.receiver = receiver;
    }

    /** Starts to send and to receive. */
    void start(String name) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(4 * HEARTBEAT_MILLIS);
        daemon(name + "-sends", this::sendAll);
        daemon(name + "-receives", this::receiveAll);
    }

    static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Sends a frame, some time; never waits. */
    void send(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        frames.add(bytes.toByteArray());
    }

    private void sendAll() {
        try {
            while (!over.get()) {
                byte[] frame = frames.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
                if (frame == END) {
                    out.flush();
                    socket.shutdownOutput();    // a close might take back what the other side has not read
                    return;
                }
                byte[] sent = frame == null ? HEARTBEAT : frame;
                out.writeInt(sent.length);
                out.write(sent);
                if (frames.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException | InterruptedException e) {
            close();
        }
    }

    private void receiveAll() {
        try {
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST) {
                    throw new IOException("a frame of " + length + " bytes");
                }
                if (length > 0) {
                    byte[] frame = in.readNBytes(length);
                    receiver.received(new DataInputStream(new ByteArrayInputStream(frame)));
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
        }
    }

    /** Ends the connection when all has been sent, or at a time of {@link System#nanoTime} if that is earlier. */
    void close(long deadline) {
        frames.add(END);
        try {
            ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Ends the connection at once. */
    void close() {
        if (over.compareAndSet(false, true)) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed for us.
            }
            frames.add(HEARTBEAT);
            ended.countDown();
            receiver.lost();
        }
    }
}
