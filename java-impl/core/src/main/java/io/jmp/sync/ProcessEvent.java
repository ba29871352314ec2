package io.jmp.sync;

import io.jmp.parcel.Shared;
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
        long deadline = System.nanoTime() + nanos;
        synchronized (this) {
            long before = sets;
            while (!set && sets == before) {
                long left = deadline - System.nanoTime();
                if (nanos < 0) {
                    wait();
                } else if (left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } else {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.synchronize._rebuild_event";
    }
}
