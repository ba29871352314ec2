package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.TimeUnit;

/** A flag that processes set, clear and wait for: Python's {@code Event}. Thread-safe. */
public final class ProcessEvent implements Shared {

    private volatile boolean set;
    /** How often it was set: who waits sees a set even if it was cleared again at once. */
    private long sets;

    public boolean isSet() {
        return set;
    }

    /** Sets the flag and wakes all who wait. */
    public synchronized void set() {
        set = true;
        sets++;
        notifyAll();
    }

    /** Takes the flag back. */
    public void clear() {
        set = false;
    }

    /**
     * Waits until the flag is set.
     *
     * @param nanos the longest time to wait; negative means for ever
     * @return false if the time ran out
     */
    public boolean await(long nanos) throws InterruptedException {
        if (set) {
            return true;
        }
        Deadline deadline = Deadline.in(nanos);
        boolean[] seen = {false};
        long before = sets();
        Parking.block(() -> seen[0] = await(before, deadline));
        return seen[0];
    }

    private synchronized long sets() {
        return sets;
    }

    private synchronized boolean await(long before, Deadline deadline) throws InterruptedException {
        while (!set && sets == before) {
            if (deadline.left() == 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.left());
        }
        return true;
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.synchronize._rebuild_event";
    }
}
