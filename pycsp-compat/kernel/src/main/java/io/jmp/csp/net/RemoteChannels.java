package io.jmp.csp.net;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelGuard;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.RemoteChoice;
import io.jmp.csp.Waiting;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection to a host of channels, for all processes of this JVM. When it is lost, operations on its ends raise {@link
 * ChannelLostException}, also those that wait; make another one to join again. Thread-safe.
 */
public final class RemoteChannels implements RemoteChoice, AutoCloseable {

    private static final int CONNECT_MILLIS = 10_000;

    /** What a request waits for. */
    private static final class Reply {
        private final CountDownLatch here = new CountDownLatch(1);
        private byte word = Wire.LOST;
        private int result;
        private byte[] message;
        private String reason;
    }

    private final InetSocketAddress address;
    private final Link link;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Reply> pending = new ConcurrentHashMap<>();
    private volatile boolean lost;

    private RemoteChannels(InetSocketAddress address, Socket socket, DataInputStream in, DataOutputStream out) {
        this.address = address;
        this.link = new Link(socket, in, out, new Link.Receiver() {
            @Override
            public void received(DataInputStream frame) throws IOException {
                answered(frame);
            }

            @Override
            public void lost() {
                lost = true;
                pending.keySet().forEach(number -> settle(number));
            }
        });
    }

    /**
     * Connects to a host.
     *
     * @param key the host's key; null if it has none, which is possible only for a loopback address
     * @throws ChannelConnectException if the host cannot be reached within ten seconds, or has another key
     * @throws IllegalArgumentException if there is no key and the address is not a loopback address
     */
    public static RemoteChannels connect(InetSocketAddress address, byte[] key) {
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
            RemoteChannels channels = new RemoteChannels(address, socket, in, out);
            channels.link.start("csp-remote");
            return channels;
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

    /**
     * The host's channel of a name.
     *
     * @throws ChannelConnectException if the host has none, or is lost
     */
    public Channel<byte[]> channel(String name) {
        return new RemoteChannel(this, name, ask(Wire.OPEN, out -> out.writeUTF(name)));
    }

    int join(String channel, boolean reading) {
        return ask(Wire.JOIN, out -> {
            out.writeUTF(channel);
            out.writeBoolean(reading);
        });
    }

    /** A request that the host answers at once. */
    private int ask(byte word, Link.Content content) {
        Reply reply = uninterruptibly(word, content);
        if (reply.word != Wire.DONE) {
            throw new ChannelConnectException("the host at " + address + (reply.word == Wire.FAILED ? ": " + reply.reason : " is lost"));
        }
        return reply.result;
    }

    /** Poisons or retires an end; if the host is lost, so is the end. */
    void act(byte word, int end) {
        uninterruptibly(word, out -> out.writeInt(end));
    }

    private Reply uninterruptibly(byte word, Link.Content content) {
        int number = numbers.incrementAndGet();
        Reply reply = request(word, number, content);
        awaitUninterruptibly(reply);
        return reply;
    }

    private Reply request(byte word, int number, Link.Content content) {
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
    public Chosen choose(List<ChannelGuard> guards, long nanos) throws InterruptedException {
        int number = numbers.incrementAndGet();
        Reply reply = request(Wire.CHOOSE, number, out -> {
            out.writeLong(nanos);
            out.writeInt(guards.size());
            for (ChannelGuard guard : guards) {
                out.writeInt(((RemoteChannel) guard.end().channel()).number(guard.end()));
                Wire.writeBytes(out, guard instanceof OutputGuard<?> output ? (byte[]) output.message() : null);
            }
        });
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
        return chosen(guards, reply);
    }

    private void giveUp(int number, Reply reply) {
        link.send(out -> {
            out.writeByte(Wire.CANCEL);
            out.writeInt(number);
        });
        awaitUninterruptibly(reply);
    }

    private Chosen chosen(List<ChannelGuard> guards, Reply reply) throws InterruptedException {
        Channel<?> channel = guards.get(reply.word == Wire.DONE ? 0 : reply.result).end().channel();
        switch (reply.word) {
            case Wire.DONE:
                return new Chosen(reply.result, reply.message);
            case Wire.POISONED:
                throw new ChannelPoisonException(channel);
            case Wire.RETIRED:
                throw new ChannelRetireException(channel);
            case Wire.LOST:
                throw new ChannelLostException(channel);
            default:
                throw new IllegalStateException("the host at " + address + " could not do it: " + reply.reason);
        }
    }

    private void answered(DataInputStream in) throws IOException {
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

    /** Retires all ends that this JVM has at the host, and ends the connection. */
    @Override
    public void close() {
        link.send(out -> {
            out.writeByte(Wire.GOODBYE);
            out.writeInt(0);
        });
        // The host closes the connection when it has read that; until then, or until it is lost, operations may still go.
    }
}
