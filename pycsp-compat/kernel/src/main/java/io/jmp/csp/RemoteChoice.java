package io.jmp.csp;

import java.util.List;

/** Chooses among guards on channels that one other JVM hosts, which does the choice. */
public interface RemoteChoice {

    /**
     * What was chosen.
     *
     * @param index the place of the guard in the list; -1 if the time ran out
     */
    record Chosen(int index, Object message) {}

    /**
     * Lets the first guard go that can, and waits if none can.
     *
     * @param nanos the longest time to wait; negative for ever, zero not at all
     * @throws ChannelException if a guard's channel is poisoned, retired or lost
     * @throws InterruptedException if interrupted while waiting; no guard has gone then
     */
    Chosen choose(List<ChannelGuard> guards, long nanos) throws InterruptedException;
}
