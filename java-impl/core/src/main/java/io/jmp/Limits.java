package io.jmp;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits for code that is not trusted. They hold for all processes of a {@link Multiprocessing} together with what these start.
 *
 * @param taskTime how long a task may take, on the clock: a task of a pool from the moment when a worker takes it, a process
 *     from its start. What takes longer is killed, with the processes that it started. Null for no limit
 * @param maxProcesses how many processes may be alive at once, without the main one and without the workers of pools
 *     and the managers that Java started; 0 for none at all
 * @param maxMessageBytes how long the pickle of one message may be: of an item, an argument list, a result
 * @param maxQueueItems how many items a queue may hold: a put into a full one waits
 * @param maxQueueBytes a queue takes items as long as it holds fewer bytes of pickles
 */
public record Limits(Duration taskTime, int maxProcesses, int maxMessageBytes, int maxQueueItems, long maxQueueBytes) {

    /** No limits. */
    public static final Limits NONE = new Limits(null, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE,
            Long.MAX_VALUE);

    /**
     * Checks the limits.
     *
     * @param taskTime as above
     * @param maxProcesses as above
     * @param maxMessageBytes as above
     * @param maxQueueItems as above
     * @param maxQueueBytes as above
     * @throws IllegalArgumentException if the time is not positive, the number of processes is negative, or
     *     another limit is below 1
     */
    public Limits {
        if (taskTime != null && (taskTime.isNegative() || taskTime.isZero())) {
            throw new IllegalArgumentException("the time of a task has to be positive: " + taskTime);
        }
        if (maxProcesses < 0 || maxMessageBytes < 1 || maxQueueItems < 1 || maxQueueBytes < 1) {
            throw new IllegalArgumentException("a limit is too low");
        }
    }

    /**
     * The same but for one.
     *
     * @param limit the new limit of the time of a task
     * @return new limits
     */
    public Limits withTaskTime(Duration limit) {
        return new Limits(Objects.requireNonNull(limit), maxProcesses, maxMessageBytes, maxQueueItems, maxQueueBytes);
    }

    /**
     * The same but for one.
     *
     * @param limit the new limit of the number of processes
     * @return new limits
     */
    public Limits withMaxProcesses(int limit) {
        return new Limits(taskTime, limit, maxMessageBytes, maxQueueItems, maxQueueBytes);
    }

    /**
     * The same but for one.
     *
     * @param limit the new limit of the length of a message
     * @return new limits
     */
    public Limits withMaxMessageBytes(int limit) {
        return new Limits(taskTime, maxProcesses, limit, maxQueueItems, maxQueueBytes);
    }

    /**
     * The same but for two.
     *
     * @param items the new limit of the number of items in a queue
     * @param bytes the new limit of the bytes in a queue
     * @return new limits
     */
    public Limits withMaxQueue(int items, long bytes) {
        return new Limits(taskTime, maxProcesses, maxMessageBytes, items, bytes);
    }
}
