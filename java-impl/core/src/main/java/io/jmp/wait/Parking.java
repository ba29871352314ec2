package io.jmp.wait;

/**
 * How a thread of an interpreter waits.
 *
 * <p>An interpreter may need a thread that waits inside the kernel for a moment: to stop it, to raise KeyboardInterrupt in it,
 * or because all its threads must agree on something. So every wait of the kernel goes through here, as an operation that
 * may be interrupted and then run again; the host that called the kernel decides how. Threads of plain Java just wait.
 */
public final class Parking {

    /** Something that waits. It may be interrupted and run again from its start, so it must keep its deadline outside. */
    @FunctionalInterface
    public interface Operation {
        void run() throws InterruptedException;
    }

    /** A host's way to run an operation. What it throws comes out of the kernel's call. */
    @FunctionalInterface
    public interface Strategy {
        void block(Operation operation) throws InterruptedException;
    }

    private static final ThreadLocal<Strategy> STRATEGY = new ThreadLocal<>();

    private Parking() {}

    /** Sets how the calling thread waits from now on; returns how it did before, to be set again. */
    public static Strategy use(Strategy strategy) {
        Strategy before = STRATEGY.get();
        STRATEGY.set(strategy);
        return before;
    }

    /** Runs an operation that waits. */
    public static void block(Operation operation) throws InterruptedException {
        Strategy strategy = STRATEGY.get();
        if (strategy == null) {
            operation.run();
        } else {
            strategy.block(operation);
        }
    }
}
