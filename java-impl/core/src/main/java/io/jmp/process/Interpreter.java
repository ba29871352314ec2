package io.jmp.process;

import io.jmp.parcel.Parcel;

/**
 * An interpreter that can become one process. It is booted, run and closed by one thread, its process's main thread.
 */
public interface Interpreter {

    /**
     * Reads what a process is told of its parent, which still makes the rest. Called once before {@link #run}, or not at all. Runs
     * nothing of the user's: there is no process yet that could be ended. Throws nothing: a failure is one of {@link #run}.
     *
     * @param preparation in the words of the Python package, without references
     */
    default void prepare(Parcel preparation) {
        throw new UnsupportedOperationException("this interpreter is no spare");
    }

    /**
     * Runs a process from start to end on the calling thread.
     *
     * @param process the process that this interpreter becomes
     * @param program what to run, in the words of the Python package; the preparation too, if that did not come before
     * @return the exit code
     * @throws InterruptedException if it ended because of {@link #cancel}
     */
    int run(JvmProcess process, Parcel program) throws InterruptedException;

    /** Makes {@link #run} end soon, whatever it is doing. Called by other threads, at most once; may block. */
    void cancel();

    /**
     * Lets the program handle a signal, in the process's main thread: SIGINT raises KeyboardInterrupt unless the program has
     * set another handler. Called by other threads; returns at once.
     *
     * @param number the number of a signal
     */
    void signal(int number);

    /** Frees everything. Called once, after {@link #run}, or instead of it when the interpreter was not needed. */
    void close();
}
