package io.jmp.wait;

import java.util.ArrayList;
import java.util.List;

/**
 * The watchers of one {@link Waitable}. Thread-safe; costs one volatile read where nobody watches.
 */
public final class Watchers {

    private volatile List<Runnable> watchers = List.of();

    /** Adds a watcher. */
    public synchronized void add(Runnable watcher) {
        List<Runnable> copy = new ArrayList<>(watchers);
        copy.add(watcher);
        watchers = copy;
    }

    /** Removes a watcher, if it is there. */
    public synchronized void remove(Runnable watcher) {
        List<Runnable> copy = new ArrayList<>(watchers);
        copy.remove(watcher);
        watchers = copy.isEmpty() ? List.of() : copy;
    }

    /** Whether nobody watches. */
    public boolean isEmpty() {
        return watchers.isEmpty();
    }

    /** Calls every watcher. */
    public void wakeAll() {
        for (Runnable watcher : watchers) {
            watcher.run();
        }
    }
}
