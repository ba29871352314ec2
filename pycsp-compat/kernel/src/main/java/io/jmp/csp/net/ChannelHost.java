package io.jmp.csp.net;

import io.jmp.csp.Channel;
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
import java.util.function.Function;

/** Makes channels of this JVM known to others, under names, at an address. Thread-safe. */
public final class ChannelHost implements AutoCloseable {

    private static final int HANDSHAKE_MILLIS = 10_000;

    /** A channel, and how its messages become bytes and back. */
    record Hosted<T>(Channel<T> channel, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {}

    private final ServerSocket server;
    private final byte[] key;
    private final Map<String, Hosted<?>> channels = new ConcurrentHashMap<>();
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();

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
        publish(name, channel, Function.identity(), Function.identity());
    }

    /**
     * Makes a channel known.
     *
     * @param encode makes bytes of a message, when a remote process has read it; if it fails, so does that read, and the
     *     message is lost
     * @param decode makes a message of bytes, when a remote process writes it; if it fails, so does that write
     * @throws IllegalArgumentException if the name is taken
     */
    public <T> void publish(String name, Channel<T> channel, Function<? super T, byte[]> encode,
            Function<byte[], ? extends T> decode) {
        if (channels.putIfAbsent(name, new Hosted<>(channel, encode, decode)) != null) {
            throw new IllegalArgumentException("a channel " + name + " is hosted already");
        }
        channel.share();
    }

    /** Takes a name back; those who have joined stay. */
    public void withdraw(String name) {
        channels.remove(name);
    }

    Hosted<?> find(String name) {
        return channels.get(name);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Link.daemon("csp-handshake", () -> welcome(socket));
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
            if (server.isClosed()) {
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

    /** Ends all connections; remote ends get {@link io.jmp.csp.ChannelLostException}. The channels live on in this JVM. */
    @Override
    public void close() throws IOException {
        server.close();
        guests.forEach(Guest::close);
    }
}
