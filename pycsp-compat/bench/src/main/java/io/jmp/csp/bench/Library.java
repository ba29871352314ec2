package io.jmp.csp.bench;

import io.jmp.csp.ProcessThreads;

/** One of the libraries that are compared, each with the same networks on the same kind of thread. */
interface Library {

    /**
     * Prefix, Delta2, Successor and a consumer in a ring: four communications a round.
     *
     * @return the last number
     */
    int commstime(ProcessThreads threads, int rounds);

    /**
     * Writers that write all the time, several to each channel, and one reader that chooses fairly among the channels.
     *
     * @return the number of messages read
     */
    int stressedChoice(ProcessThreads threads, int channels, int writersEach, int messages);
}
