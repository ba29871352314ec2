package io.jmp.pycsp;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.Waiting;
import io.jmp.csp.net.ChannelConnectException;
import io.jmp.csp.net.ChannelHost;
import io.jmp.csp.net.RemoteChannels;
import io.jmp.python.PythonError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * One interpreter's side of the network: the host of its channels, from the first time that somebody asks for an address, and its
 * connections to other hosts. Thread-safe.
 */
final class NetworkSide {

    /** The sides that host channels in this JVM. */
    private static final Map<InetSocketAddress, NetworkSide> HOSTS = new ConcurrentHashMap<>();

    /** The channels that were given a name, the newest of each. */
    private final ChannelNames names = new ChannelNames();
    private final Map<InetSocketAddress, RemoteChannels> connections = new HashMap<>();
    private volatile byte[] key;
    private ChannelHost host;
    private InetSocketAddress address;

    /** Sets the key of hosts and connections that are made from now on; null for none. */
    void useKey(byte[] newKey) {
        key = newKey;
    }

    synchronized void name(PythonChannel channel) {
        PythonChannel before = names.put(channel);
        if (host != null) {
            channel.channel.share();
            if (before != null) {
                host.withdraw(before.channel.name());
            }
        }
    }

    /** Where the interpreter hosts its channels; null if it does not yet. */
    synchronized InetSocketAddress address() {
        return address;
    }

    /**
     * Begins to host the interpreter's channels, if it does not yet.
     *
     * @throws IOException if the address cannot be had
     * @throws IllegalArgumentException if it needs a key
     */
    synchronized void open(String wanted, int port) throws IOException {
        if (host != null) {
            return;
        }
        InetAddress local = wanted.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(wanted);
        host = ChannelHost.open(new InetSocketAddress(local, port), key);
        host.whenUnknown(this::publish);
        address = new InetSocketAddress(local.isAnyLocalAddress() ? InetAddress.getLocalHost() : local, host.address().getPort());
        HOSTS.put(address, this);
        names.all().forEach(channel -> channel.channel.share());
    }

    /** Makes a channel known that somebody has asked for. */
    private synchronized void publish(String name) {
        PythonChannel channel = names.get(name);
        if (channel != null && host != null) {
            channel.host(address);
            host.publish(name, channel.channel, new MessageCodec(this, channel));
        }
    }

    /**
     * Makes a channel known.
     *
     * @return whether it could: false if another one has its name
     */
    synchronized boolean publish(PythonChannel channel) {
        String name = channel.channel.name();
        if (names.get(name) == null) {
            names.put(channel);
        }
        if (names.get(name) != channel) {
            return false;
        }
        host.withdraw(name);
        publish(name);
        return true;
    }

    /** Lends an end of a channel of this JVM to another one. */
    synchronized long lend(End end) {
        try {
            open("", 0);
        } catch (IOException e) {
            throw new PythonError("pycsp.parallel.exceptions.ChannelBindException", "127.0.0.1 0 " + e.getMessage());
        }
        end.channel.host(address);
        return host.lend(end.end(), new MessageCodec(this, end.channel));
    }

    /** The end that a ticket of an address stands for. */
    End end(InetSocketAddress where, long ticket) {
        NetworkSide here = HOSTS.get(where);
        ChannelHost.Lent<?> lent = here == null ? null : here.take(ticket);
        if (lent != null) {
            PythonChannel channel = ((MessageCodec) lent.codec()).channel();
            @SuppressWarnings("unchecked")
            ChannelEnd<Message> end = (ChannelEnd<Message>) lent.end();
            return new End(channel, end);
        }
        MessageCodec codec = new MessageCodec(this, null);
        ChannelEnd<Message> end = connection(where).end(ticket, codec);
        return new End(codec.of(new PythonChannel(end.channel(), connection(where))), end);
    }

    private synchronized ChannelHost.Lent<?> take(long ticket) {
        return host == null ? null : host.take(ticket);
    }

    /**
     * The channel of a name at an address.
     *
     * @throws ChannelConnectException if it cannot be joined
     */
    PythonChannel channel(InetSocketAddress where, String name) {
        NetworkSide here = HOSTS.get(where);
        PythonChannel own = here == null ? null : here.own(name);
        if (own != null) {
            return own;
        }
        MessageCodec codec = new MessageCodec(this, null);
        RemoteChannels connection = connection(where);
        Channel<Message> channel = connection.channel(name, codec);
        return codec.of(new PythonChannel(channel, connection));
    }

    private synchronized PythonChannel own(String name) {
        PythonChannel channel = names.get(name);
        if (channel != null) {
            channel.host(address);
        }
        return channel;
    }

    private RemoteChannels connection(InetSocketAddress where) {
        synchronized (connections) {
            RemoteChannels connection = connections.get(where);
            if (connection == null || connection.isLost()) {
                connection = RemoteChannels.connect(where, key);
                connections.put(where, connection);
            }
            return connection;
        }
    }

    /** As {@link #channel}, by a thread of its own, as connecting to some addresses takes long and cannot be interrupted. */
    PythonChannel connect(String hostName, int port, String name) throws InterruptedException {
        CompletableFuture<PythonChannel> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(channel(resolve(hostName, port), name));
            } catch (RuntimeException | UnknownHostException e) {
                result.completeExceptionally(e);
            }
        }, "csp-connect");
        thread.setDaemon(true);
        thread.start();
        Object[] outcome = new Object[1];
        Waiting.block(() -> {
            try {
                outcome[0] = result.get();
            } catch (ExecutionException e) {
                outcome[0] = e.getCause();
            }
        });
        if (outcome[0] instanceof PythonChannel channel) {
            return channel;
        }
        throw outcome[0] instanceof RuntimeException failure ? failure : new IllegalArgumentException("there is no host " + hostName);
    }

    private static InetSocketAddress resolve(String hostName, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(hostName), port);
    }

    /**
     * Ends its connections. Its ends elsewhere are lost, and so are the ends that others have here.
     *
     * @param confirms whether others are told first what they have read and written
     */
    void close(boolean confirms) {
        ChannelHost closing;
        synchronized (this) {
            closing = host;
            if (closing != null) {
                HOSTS.remove(address, this);
            }
            host = null;
            address = null;
        }
        List<RemoteChannels> left;
        synchronized (connections) {
            left = new ArrayList<>(connections.values());
            connections.clear();
        }
        left.forEach(RemoteChannels::abort);
        try {
            if (closing != null && confirms) {
                closing.close();
            } else if (closing != null) {
                closing.abort();
            }
        } catch (IOException e) {
            // It is closed for us.
        }
    }
}
