package io.jmp.pycsp;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Channels by their names, the newest of each, as long as somebody uses them. Not thread-safe. */
final class ChannelNames {

    private final Map<String, WeakReference<PythonChannel>> channels = new HashMap<>();

    /** Puts a channel; returns the one that had its name, or null. */
    PythonChannel put(PythonChannel channel) {
        WeakReference<PythonChannel> before = channels.put(channel.channel.name(), new WeakReference<>(channel));
        return before == null ? null : before.get();
    }

    /** The channel of a name, or null. */
    PythonChannel get(String name) {
        WeakReference<PythonChannel> channel = channels.get(name);
        return channel == null ? null : channel.get();
    }

    List<PythonChannel> all() {
        return channels.values().stream().map(WeakReference::get).filter(Objects::nonNull).toList();
    }
}
