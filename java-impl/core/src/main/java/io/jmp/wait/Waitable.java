package io.jmp.wait;

/**
 * Something that becomes ready: a connection with a message, a queue with an item, a process that has ended.
 *
 * <p>An implementation must call every watcher after each change that can make {@link #isReady()} true, so that a waiter
 * which registers first and looks second never misses a change. Watchers may be called from any thread, more often than
 * needed, and with locks held: they do nothing but wake somebody.
 */
public interface Waitable {

    /** {@return whether a wait for this object would return at once} Never blocks. */
    boolean isReady();

    /**
     * Registers a callback for changes; the same callback may be registered once.
     *
     * @param watcher what is called; must be short and throw nothing
     */
    void addWatcher(Runnable watcher);

    /**
     * Removes a callback; does nothing when it is not registered.
     *
     * @param watcher what is called; must be short and throw nothing
     */
    void removeWatcher(Runnable watcher);
}
