package io.jmp.csp.net;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Makes channels of this JVM known to others, under names, at an address. Thread-safe. */
public final class ChannelHost implements AutoCloseable {

    private static final int HANDSHAKE_MILLIS = 10_000;

    /** How long {@link #close} waits for a guest to take what it is owed. */
    private static final int FAREWELL_MILLIS = 5_000;

    /** A channel, and how its messages become bytes and back. */
    record Hosted<T>(Channel<T> channel, Codec<T> codec) {}

    /** An end that was lent, and how its messages become bytes and back. */
    public record Lent<T>(ChannelEnd<T> end, Codec<T> codec) {}

    private final ServerSocket server;
    private final byte[] key;
    private final Map<String, Hosted<?>> channels = new ConcurrentHashMap<>();
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();
    /** Ends that nobody has come for yet, by their tickets. */
    private final Map<Long, Lent<?>> lent = new ConcurrentHashMap<>();
    private final AtomicLong tickets = new AtomicLong();
    private volatile Consumer<String> unknown = name -> {};
    private volatile boolean closing;

    private ChannelHost(ServerSocket server, byte[] key) {
        this.server = server;
        this.key = key;
    }

    /**
     * Listens at an address.
     *
     * @param address where; port 0 for one that is free
     * @param key what clients have to know; null for a loopback address if everybody on this machine may join
     * @throws IllegalArgumentException if there is no key and the address is not a loopback address
     * @throws IOException if the address cannot be had
     */
    public static ChannelHost open(InetSocketAddress address, byte[] key) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("there is no host " + address.getHostString());
        }
        Handshake.requireKey(address.getAddress(), key);
        ServerSocket server = new ServerSocket();
        try {
            server.bind(address);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        ChannelHost host = new ChannelHost(server, key == null ? null : key.clone());
        Link.daemon("csp-host-" + server.getLocalPort(), host::accept);
        return host;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /**
     * Makes a channel of bytes known.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void publish(String name, Channel<byte[]> channel) {
        publish(name, channel, Codec.BYTES);
    }

    /**
     * Makes a channel known.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public <T> void publish(String name, Channel<T> channel, Codec<T> codec) {
        if (channels.putIfAbsent(name, new Hosted<>(channel, codec)) != null) {
            throw new IllegalArgumentException("a channel " + name + " is hosted already");
        }
        channel.share();
    }

    /** Sets who is told, by a thread of this host, that somebody asks for a name that is not known; it may publish the channel. */
    public void whenUnknown(Consumer<String> listener) {
        unknown = listener;
    }

    /**
     * Makes an end available to one remote process, which has to know the ticket ({@link RemoteChannels#end}). It is the same end
     * then, here and there; it is lost with the JVM that has taken it.
     *
     * @return the ticket
     */
    public <T> long lend(ChannelEnd<T> end, Codec<T> codec) {
        end.channel().share();
        long ticket = tickets.incrementAndGet();
        lent.put(ticket, new Lent<>(end, codec));
        return ticket;
    }

    /** Takes an end back that nobody has come for; null if somebody has. */
    public Lent<?> take(long ticket) {
        return lent.remove(ticket);
    }

    /** Takes a name back; those who have joined stay. */
    public void withdraw(String name) {
        channels.remove(name);
    }

    Hosted<?> find(String name) {
        Hosted<?> hosted = channels.get(name);
        if (hosted == null) {
            unknown.accept(name);
            hosted = channels.get(name);
        }
        return hosted;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (closing) {
                    socket.close(); // accepted while another thread closed the server
                } else {
                    Link.daemon("csp-handshake", () -> welcome(socket));
                }
            } catch (IOException e) {
                // Closed, or a client that is gone already.
            }
        }
    }

    private void welcome(Socket socket) {
        try {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            Handshake.asHost(in, out, key);
            Guest guest = new Guest(this, socket.getRemoteSocketAddress().toString(), socket, in, out);
            guests.add(guest);
            guest.start();
            if (closing) {
                guest.close();
            }
        } catch (IOException | RuntimeException e) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // It is closed for us.
            }
        }
    }

    void left(Guest guest) {
        guests.remove(guest);
    }

    /** Whether nobody is connected. */
    boolean isIdle() {
        return guests.isEmpty();
    }

    boolean isClosing() {
        return closing;
    }

    /**
     * Ends all connections; remote ends get {@link io.jmp.csp.ChannelLostException}. What remote processes have read or written
     * before is confirmed to them first, which takes some seconds at most. The channels live on in this JVM.
     */
    @Override
    public void close() throws IOException {
        closing = true;
        server.close();
        guests.forEach(Guest::farewell);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        guests.forEach(guest -> guest.close(deadline));
    }

    /** Ends all connections at once; for a host whose processes have been killed. */
    public void abort() throws IOException {
        closing = true;
        server.close();
        guests.forEach(Guest::close);
    }
}
