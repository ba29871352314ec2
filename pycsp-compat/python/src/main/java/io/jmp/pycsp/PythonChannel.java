package io.jmp.pycsp;

import io.jmp.csp.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A channel as the Python package uses it. Thread-safe. */
public final class PythonChannel {

    final Channel<Message> channel;
    /** Messages in the buffer that are not pickled; only while the channel is one interpreter's. */
    private final Set<Message> unpickled = ConcurrentHashMap.newKeySet();
    /** Whether an end has left the interpreter in which the channel was made: all messages are pickled from then on. */
    private volatile boolean shared;

    PythonChannel(String name, int capacity) {
        channel = Channel.of(name, capacity);
    }

    boolean isShared() {
        return shared;
    }

    void share() {
        shared = true;
    }

    /** A message is about to be written. */
    void sent(Message message) {
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
