package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.ProcessWait;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import io.jmp.csp.process.Wait;

/**
 * How a thread waits inside the kernel; for hosts that must get hold of a thread which waits.
 *
 * <p>Every wait of the kernel is an operation that may be interrupted and run again from its start. Without a strategy the
 * thread just runs it. A host sets one strategy for the whole JVM, which may look up what the calling thread needs.
 */
public final class Waiting {

    /** Something that waits. It may be interrupted and run again; it keeps its deadline outside. */
    @FunctionalInterface
    public interface Operation {
        /**
         * Waits.
         *
         * @throws InterruptedException if the thread is interrupted; the wait goes on when this is run again
         */
        void run() throws InterruptedException;
    }

    /** A host's way to run an operation. */
    @FunctionalInterface
    public interface Strategy {
        /**
         * Runs the operation until it returns, or gives it up by throwing. What it throws comes out of the kernel's call; a
         * communication that was not yet committed is then withdrawn, one that was committed has happened.
         */
        void block(Operation operation) throws InterruptedException;
    }

    private static volatile Strategy strategy = Operation::run;

    private Waiting() {}

    /** Sets how all threads wait from now on; returns how they did before. */
    public static Strategy use(Strategy newStrategy) {
        Strategy before = strategy;
        strategy = newStrategy;
        return before;
    }

    /**
     * Waits for other processes of the same network to end, by any operation; the detector of deadlocks and recorders need to
     * know. For those who start processes otherwise than by {@link Parallel}.
     */
    public static void forProcesses(Operation operation) throws InterruptedException {
        CspProcess process = CspProcess.current();
        Wait wait = new ProcessWait();
        process.waits(wait);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.waitBegan(process, wait, System.nanoTime());
        }
        try {
            block(operation);
        } finally {
            process.waits(null);
            if (recorder != null) {
                recorder.waitEnded(process, wait, System.nanoTime());
            }
        }
    }

    /** Waits, in the host's way. */
    public static void block(Operation operation) throws InterruptedException {
        strategy.block(operation);
    }
}
