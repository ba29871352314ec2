package io.jmp.csp.net;

import io.jmp.csp.Waiting;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection of a client to a host: requests and their replies. Thread-safe. */
final class Connection implements Link.Receiver {

    private static final int CONNECT_MILLIS = 10_000;

    /** What a request waits for. */
    static final class Reply {
        private final CountDownLatch here = new CountDownLatch(1);
        byte word = Wire.LOST;
        int result;
        byte[] message;
        String reason;
    }

    private final InetSocketAddress address;
    private final Link link;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Reply> pending = new ConcurrentHashMap<>();
    private volatile boolean lost;

    private Connection(InetSocketAddress address, Socket socket, DataInputStream in, DataOutputStream out) {
        this.address = address;
        this.link = new Link(socket, in, out, this);
    }

    /** Connects; see {@link RemoteChannels#connect}. */
    static Connection open(InetSocketAddress address, byte[] key) {
        if (address.isUnresolved()) {
            throw new ChannelConnectException("there is no host " + address.getHostString());
        }
        Handshake.requireKey(address.getAddress(), key);
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            Handshake.asClient(in, out, key);
            Connection connection = new Connection(address, socket, in, out);
            connection.link.start("csp-remote");
            return connection;
        } catch (IOException | RuntimeException e) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // It is closed for us.
            }
            throw e instanceof RuntimeException failure
                    ? failure
                    : new ChannelConnectException("cannot connect to the host of channels at " + address + ": " + e.getMessage(), e);
        }
    }

    boolean isLost() {
        return lost;
    }

    /** Whether nobody waits for a reply. */
    boolean isIdle() {
        return pending.isEmpty();
    }

    /**
     * A request that the host answers at once.
     *
     * @throws ChannelConnectException if the host cannot do it, or is lost
     */
    Reply ask(byte word, Link.Content content) {
        Reply reply = request(word, content);
        if (reply.word != Wire.DONE) {
            throw new ChannelConnectException("the host at " + address + (reply.word == Wire.FAILED ? ": " + reply.reason : " is lost"));
        }
        return reply;
    }

    /** A request that the host answers at once, or not at all. */
    Reply request(byte word, Link.Content content) {
        Reply reply = send(numbers.incrementAndGet(), word, content);
        awaitUninterruptibly(reply);
        return reply;
    }

    /**
     * A request whose reply may take its time.
     *
     * @throws InterruptedException if the host has given it up because this thread was interrupted
     */
    Reply choose(Link.Content content) throws InterruptedException {
        int number = numbers.incrementAndGet();
        Reply reply = send(number, Wire.CHOOSE, content);
        try {
            Waiting.block(reply.here::await);
        } catch (InterruptedException e) {
            giveUp(number, reply);
            if (reply.word == Wire.INTERRUPTED) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            giveUp(number, reply);
            throw e;
        }
        return reply;
    }

    private void giveUp(int number, Reply reply) {
        link.send(out -> {
            out.writeByte(Wire.CANCEL);
            out.writeInt(number);
        });
        awaitUninterruptibly(reply);
    }

    private Reply send(int number, byte word, Link.Content content) {
        Reply reply = new Reply();
        pending.put(number, reply);
        link.send(out -> {
            out.writeByte(word);
            out.writeInt(number);
            content.write(out);
        });
        if (lost) {
            settle(number);
        }
        return reply;
    }

    /** Waits for a reply that comes at once, or until the connection is lost. */
    private static void awaitUninterruptibly(Reply reply) {
        boolean interrupted = false;
        while (true) {
            try {
                reply.here.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void received(DataInputStream in) throws IOException {
        int number = in.readInt();
        Reply reply = pending.get(number);
        if (reply == null) {
            throw new IOException("a reply to no request");
        }
        byte word = in.readByte();
        if (word == Wire.FAILED) {
            reply.reason = in.readUTF();
        } else {
            reply.result = in.readInt();
            reply.message = in.available() > 0 ? Wire.readBytes(in) : null;
        }
        reply.word = word;
        settle(number);
    }

    private void settle(int number) {
        Reply reply = pending.remove(number);
        if (reply != null) {
            reply.here.countDown();
        }
    }

    @Override
    public void lost() {
        lost = true;
        pending.keySet().forEach(this::settle);
    }

    /** Retires all ends that it still has at the host, and ends the connection. */
    void close() {
        link.send(out -> {
            out.writeByte(Wire.GOODBYE);
            out.writeInt(0);
        });
        // The host closes the connection when it has read that; until then, or until it is lost, operations may still go.
    }

    /** Ends the connection; the host takes its ends for lost. */
    void abort() {
        link.close();
    }
}
