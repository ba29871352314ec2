package io.jmp.process;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What a process does about each signal that another process of the JVM sends. Thread-safe. */
final class SignalActions {

    /** What is done. */
    enum Action {
        /** What the system does by default: most signals end the process. */
        DEFAULT,
        /** Nothing. */
        IGNORE,
        /** The program has a handler. */
        HANDLE
    }

    /** Numbers are below this. */
    private static final int LIMIT = 65;

    /** SIGCHLD, SIGCONT, SIGURG and SIGWINCH, which by default do nothing to a process that runs. */
    private static final Set<Integer> HARMLESS = Set.of(17, 18, 23, 28);

    private final AtomicReferenceArray<Action> actions = new AtomicReferenceArray<>(LIMIT);

    /** All are at their default, but for SIGINT: an interpreter raises KeyboardInterrupt, Java code is interrupted. */
    SignalActions() {
        for (int i = 0; i < LIMIT; i++) {
            actions.set(i, HARMLESS.contains(i) ? Action.IGNORE : Action.DEFAULT);
        }
        actions.set(JvmProcess.SIGINT, Action.HANDLE);
    }

    Action get(int number) {
        return actions.get(number);
    }

    /** Sets the action for a signal. That for SIGKILL stays as it is. */
    void set(int number, Action action) {
        if (number != JvmProcess.SIGKILL) {
            actions.set(number, action == Action.DEFAULT && HARMLESS.contains(number) ? Action.IGNORE : action);
        }
    }

    /** Whether there is a signal of this number. */
    static boolean isSignal(int number) {
        return number > 0 && number < LIMIT;
    }
}
