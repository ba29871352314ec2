package io.jmp.csp.trace;

import java.util.List;

/**
 * What happened in networks. Processes and channels are referred to by their places in the lists; times are microseconds since the
 * recording began.
 *
 * @param communications in the order of their times
 * @param dropped how many events were not kept, because there were too many; the counts of messages include them
 */
public record Trace(List<Process> processes, List<Channel> channels, List<Use> uses, List<Communication> communications,
        List<Wait> waits, List<Mark> marks, double duration, long dropped) {

    /** For the process of a communication that goes into or comes from a buffer. */
    public static final int BUFFER = -1;

    /**
     * A process.
     *
     * @param parent who started it; -1 for a thread that nobody registered
     * @param begin when it began; of such a thread, when it was first seen
     * @param end when it ended, or the recording did
     */
    public record Process(long id, String name, int parent, double begin, double end) {}

    /**
     * A channel.
     *
     * @param buffer the number of messages that it holds
     * @param messages the number that were read
     */
    public record Channel(long id, String name, int buffer, long messages) {}

    /**
     * That a process reads or writes a channel, or has waited for that.
     *
     * @param messages the number that it has read or written
     */
    public record Use(int process, int channel, boolean reading, long messages) {}

    /** A message that passed; {@link #BUFFER} in place of the writer or of the reader. */
    public record Communication(int channel, int writer, int reader, double time) {}

    /**
     * A process has waited.
     *
     * @param points what for; empty if for other processes
     */
    public record Wait(int process, double begin, double end, List<Point> points) {}

    /** A communication that a process waited for. */
    public record Point(int channel, boolean reading) {}

    /** Something that a process did: poison, retire, or what the program says. */
    public record Mark(int process, double time, String text) {}

    /** The number of messages that were read. */
    public long messages() {
        return channels.stream().mapToLong(Channel::messages).sum();
    }
}
