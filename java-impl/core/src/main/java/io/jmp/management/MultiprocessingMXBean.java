package io.jmp.management;

import java.util.List;

/** Live processes and queues, under the name {@code io.jmp:type=Multiprocessing,host=graalpy,id=1}. */
public interface MultiprocessingMXBean {

    /**
     * The processes that are alive.
     *
     * @return a snapshot, without the main program
     */
    List<ProcessInfo> getProcesses();

    /**
     * The queues that this runtime made and that somebody holds.
     *
     * @return a snapshot, in no order
     */
    List<QueueInfo> getQueues();

    /**
     * How many processes are alive.
     *
     * @return the number, without the main program
     */
    int getProcessCount();

    /**
     * Kills a process, with those that it started.
     *
     * @param pid its number
     * @return false if none with this number is alive
     */
    boolean kill(long pid);
}
