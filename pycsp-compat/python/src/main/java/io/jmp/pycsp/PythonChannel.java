package io.jmp.pycsp;

import io.jmp.csp.Channel;
import io.jmp.csp.net.RemoteChannels;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A channel as the Python package uses it. Thread-safe. */
public final class PythonChannel {

    final Channel<Message> channel;
    /** By what it is reached; null if it is of this JVM. */
    private final RemoteChannels connection;
    /** Messages in the buffer that are not pickled; only while the channel is one interpreter's. */
    private final Set<Message> unpickled = ConcurrentHashMap.newKeySet();
    /** Whether an end has left the interpreter in which the channel was made: all messages are pickled from then on. */
    private volatile boolean shared;
    /** Where it is hosted, for processes of other JVMs; null if it is not. */
    private volatile InetSocketAddress address;

    PythonChannel(String name, int capacity) {
        channel = Channel.of(name, capacity);
        connection = null;
    }

    /** A channel that another JVM hosts. */
    PythonChannel(Channel<Message> channel, RemoteChannels connection) {
        this.channel = channel;
        this.connection = connection;
        shared = true;
        address = connection.address();
    }

    boolean isShared() {
        return shared;
    }

    boolean isRemote() {
        return connection != null;
    }

    RemoteChannels connection() {
        return connection;
    }

    void share() {
        shared = true;
    }

    /** Processes of other JVMs use it from now on, and find it here. */
    void host(InetSocketAddress where) {
        shared = true;
        address = where;
    }

    InetSocketAddress address() {
        return address;
    }

    /** A message is about to be written. */
    void sent(Message message) {
        if (address != null) {
            MessageCodec.share(message.parcel());
        }
        if (!shared && channel.capacity() > 0) {
            unpickled.add(message);
        }
    }

    /** A message was read, or was not written. */
    void taken(Message message) {
        if (channel.capacity() > 0) {
            unpickled.remove(message);
        }
    }

    /** The messages that have to be pickled because the channel is shared now. */
    Object[] unpickled() {
        return unpickled.toArray();
    }
}
