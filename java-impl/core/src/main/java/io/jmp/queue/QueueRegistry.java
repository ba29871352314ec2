package io.jmp.queue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** The queues of a runtime that somebody holds, for those who watch it. It keeps none alive. Thread-safe. */
public final class QueueRegistry {

    private final Set<ProcessQueue<?>> queues = Collections.newSetFromMap(new WeakHashMap<>());

    /** An empty registry. */
    public QueueRegistry() {}

    /**
     * Adds a queue.
     *
     * @param queue a queue
     */
    public synchronized void add(ProcessQueue<?> queue) {
        queues.add(queue);
    }

    /** {@return the queues: a snapshot} */
    public synchronized List<ProcessQueue<?>> all() {
        return List.copyOf(queues);
    }
}
