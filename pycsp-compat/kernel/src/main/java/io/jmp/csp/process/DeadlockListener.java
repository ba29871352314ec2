package io.jmp.csp.process;

/** Is told of deadlocks, by the detector's thread. */
public interface DeadlockListener {

    /** All processes of a network wait for each other; told once. */
    void deadlocked(DeadlockReport report);

    /**
     * Whether somebody whom the kernel does not know may still act: a thread that is no process, and has been given an end but
     * has not used it yet. Then nothing is reported for now.
     */
    default boolean othersMayAct(Network network) {
        return false;
    }

    /**
     * Where in its source a blocked process is.
     *
     * @return the place; null to take it from the stack of the process's thread
     */
    default String location(CspProcess process) {
        return null;
    }
}
