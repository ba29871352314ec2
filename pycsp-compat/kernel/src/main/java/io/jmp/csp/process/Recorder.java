package io.jmp.csp.process;

/**
 * Is told what happens in networks: for tracing. Called by the threads to which it happens, also at the same time, so it has
 * to be thread-safe and quick; what it throws comes out of the channel's operation. Times are {@link System#nanoTime()}. A
 * process that is released by a communication may report its next event a little before that communication is reported.
 */
public interface Recorder {

    default void processBegan(CspProcess process, long time) {}

    default void processEnded(CspProcess process, long time) {}

    /** A process made an end of a channel. */
    default void endMade(CspProcess process, long channel, String name, int capacity, boolean reading, long time) {}

    /**
     * A message passed.
     *
     * @param writer who wrote it; null if it was taken from the channel's buffer
     * @param reader who read it; null if it went into the channel's buffer
     */
    default void communicated(long channel, CspProcess writer, CspProcess reader, long time) {}

    /** A process begins to wait for one of several communications. */
    default void waitBegan(CspProcess process, Wait wait, long time) {}

    /** Its wait is over, for whatever reason. */
    default void waitEnded(CspProcess process, Wait wait, long time) {}

    /** A channel was poisoned. */
    default void poisoned(CspProcess process, long channel, long time) {}

    /** An end of a channel was retired. */
    default void retired(CspProcess process, long channel, boolean reading, long time) {}
}
