package io.jmp.pool;

import io.jmp.process.JvmProcess;
import java.util.HashSet;
import java.util.Set;

/**
 * The workers of a pool that live, and whether workers can begin at all: not if more end before they began than there are to be,
 * without one that began. Guarded by the lock of the pool.
 */
final class Census {

    private final int size;
    private final Set<JvmProcess> begun = new HashSet<>();
    private int alive;
    private int failedToBegin;
    /** What the last of those has raised; null if nobody knows. */
    private Throwable failure;

    /**
     * @param size how many workers there are to be
     */
    Census(int size) {
        this.size = size;
    }

    void started() {
        alive++;
    }

    void begun(JvmProcess process) {
        begun.add(process);
        failedToBegin = 0;
    }

    /** A worker has ended; null for a thread, which begins at once. */
    void ended(JvmProcess process) {
        alive--;
        if (process != null && !begun.remove(process)) {
            failedToBegin++;
            failure = process.failure();
        }
    }

    boolean canBegin() {
        return failedToBegin <= size;
    }

    /** Why no worker can begin. */
    String trouble() {
        return "no worker of the pool could begin" + (failure == null ? "" : ": " + failure);
    }

    boolean isEmpty() {
        return alive == 0;
    }

    int missing() {
        return size - alive;
    }
}
