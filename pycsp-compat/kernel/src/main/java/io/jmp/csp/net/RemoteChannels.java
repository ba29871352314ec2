package io.jmp.csp.net;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelGuard;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.RemoteChoice;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection to a host of channels, for all processes of this JVM. When it is lost, operations on its ends raise {@link
 * ChannelLostException}, also those that wait; make another one to join again. When all its ends are {@linkplain
 * ChannelEnd#disconnect disconnected}, the connection is let go until one of them is used. Thread-safe.
 */
public final class RemoteChannels implements RemoteChoice, AutoCloseable {

    private final InetSocketAddress address;
    private final byte[] key;
    private final ReentrantLock lock = new ReentrantLock();
    /** Null while it is let go. Guarded by the lock. */
    private Connection connection;
    /** Ends that have joined and are not disconnected. Guarded by the lock. */
    private int connected;

    private RemoteChannels(InetSocketAddress address, byte[] key) {
        this.address = address;
        this.key = key == null ? null : key.clone();
        connection = Connection.open(address, key);
    }

    /**
     * Connects to a host.
     *
     * @param key the host's key; null if it has none, which is possible only for a loopback address
     * @throws ChannelConnectException if the host cannot be reached within ten seconds, or has another key
     * @throws IllegalArgumentException if there is no key and the address is not a loopback address
     */
    public static RemoteChannels connect(InetSocketAddress address, byte[] key) {
        return new RemoteChannels(address, key);
    }

    /** The host's address. */
    public InetSocketAddress address() {
        return address;
    }

    /** Whether the connection was lost. */
    public boolean isLost() {
        lock.lock();
        try {
            return connection != null && connection.isLost();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The host's channel of a name, as one of bytes.
     *
     * @throws ChannelConnectException if the host has none, or is lost
     */
    public Channel<byte[]> channel(String name) {
        return channel(name, Codec.BYTES);
    }

    /**
     * The host's channel of a name.
     *
     * @throws ChannelConnectException if the host has none, or is lost
     */
    public <T> Channel<T> channel(String name, Codec<T> codec) {
        Connection used = joining();
        try {
            return new RemoteChannel<>(this, name, used.ask(Wire.OPEN, out -> out.writeUTF(name)).result, codec);
        } finally {
            left(false);
        }
    }

    /**
     * Takes an end that the host has lent ({@link ChannelHost#lend}).
     *
     * @throws ChannelConnectException if the host knows no such ticket, or is lost
     */
    public <T> ChannelEnd<T> end(long ticket, Codec<T> codec) {
        Connection used = joining();
        Connection.Reply reply = adopt(used, ticket);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(reply.message))) {
            String name = in.readUTF();
            return new RemoteChannel<>(this, name, in.readInt(), codec).adopted(used, reply.result, in.readBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an end of this host's channels available to one other process, which has to know the ticket.
     *
     * @throws ChannelLostException if the host is lost
     * @throws ChannelRetireException if the end has retired
     */
    public long lend(ChannelEnd<?> end) {
        return ((RemoteChannel<?>) end.channel()).lend(end);
    }

    static long lend(Connection connection, int end) {
        byte[] ticket = connection.ask(Wire.LEND, out -> out.writeInt(end)).message;
        return ByteBuffer.wrap(ticket).getLong();
    }

    static Connection.Reply adopt(Connection connection, long ticket) {
        return connection.ask(Wire.ADOPT, out -> out.writeLong(ticket));
    }

    /** The connection for an end that joins, made anew if it was let go. */
    Connection joining() {
        lock.lock();
        try {
            if (connection == null) {
                connection = Connection.open(address, key);
            }
            connected++;
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /**
     * An end does not need the connection any more.
     *
     * @param disconnects whether the connection is to be let go if nobody needs it
     */
    void left(boolean disconnects) {
        lock.lock();
        try {
            connected--;
            if (disconnects && connected == 0 && connection.isIdle() && !connection.isLost()) {
                connection.close();
                connection = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Chosen choose(List<ChannelGuard> guards, long nanos) throws InterruptedException {
        int[] ends = new int[guards.size()];
        byte[][] messages = new byte[ends.length][];
        Connection used = null;
        for (int i = 0; i < ends.length; i++) {
            ChannelEnd<?> end = guards.get(i).end();
            RemoteChannel.Place place = channel(guards.get(i)).connected(end);
            if (used != null && used != place.connection) {
                throw new ChannelLostException(end.channel());      // of one of them the connection was lost, and made anew for the other
            }
            used = place.connection;
            ends[i] = place.number;
            messages[i] = guards.get(i) instanceof OutputGuard<?> output ? channel(output).encode(output.message()) : null;
        }
        return chosen(guards, used.choose(out -> {
            out.writeLong(nanos);
            out.writeInt(ends.length);
            for (int i = 0; i < ends.length; i++) {
                out.writeInt(ends[i]);
                Wire.writeBytes(out, messages[i]);
            }
        }));
    }

    private static RemoteChannel<?> channel(ChannelGuard guard) {
        return (RemoteChannel<?>) guard.end().channel();
    }

    private Chosen chosen(List<ChannelGuard> guards, Connection.Reply reply) {
        int index = reply.result;
        Channel<?> channel = guards.get(Math.max(index, 0)).end().channel();
        switch (reply.word) {
            case Wire.DONE:
                boolean read = index >= 0 && guards.get(index).end().isReader();
                return new Chosen(index, read ? channel(guards.get(index)).decode(reply.message) : null);
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

    /** Retires all ends that this JVM has at the host, and ends the connection. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (connection != null) {
                connection.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection; the host takes the ends of this JVM for lost. */
    public void abort() {
        lock.lock();
        try {
            if (connection != null) {
                connection.abort();
            }
        } finally {
            lock.unlock();
        }
    }
}
