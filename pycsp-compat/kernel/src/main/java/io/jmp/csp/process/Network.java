package io.jmp.csp.process;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Processes that come from the same thread: it, its children, theirs, and so on, as long as they live. Thread-safe.
 */
public final class Network {

    private final Set<CspProcess> processes = ConcurrentHashMap.newKeySet();
    /** Whether the detector looks after it. */
    volatile boolean watched;
    private final Set<CspProcess> view = Collections.unmodifiableSet(processes);

    Network() {}

    void add(CspProcess process) {
        processes.add(process);
    }

    void remove(CspProcess process) {
        processes.remove(process);
    }

    /** The processes that live now. */
    public Set<CspProcess> processes() {
        return view;
    }
}
