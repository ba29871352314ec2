package io.jmp.sync;

import io.jmp.parcel.Shared;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A flag that processes set, clear and wait for: Python's {@code Event}.
 *
 * <p>Each time between a clear and the next set is a latch of its own. Who waits holds on to that latch, so it sees a set
 * even if the flag was cleared again at once. No locks; thread-safe.
 */
public final class ProcessEvent implements Shared {

    /** Open while the flag is set. */
    private final AtomicReference<CountDownLatch> latch = new AtomicReference<>(new CountDownLatch(1));

    /** A flag that is not set. */
    public ProcessEvent() {}

    /** {@return whether the flag is set: a snapshot} */
    public boolean isSet() {
        return isOpen(latch.get());
    }

    private static boolean isOpen(CountDownLatch latch) {
        return latch.getCount() == 0;
    }

    /** Sets the flag and wakes all who wait. Does not block. */
    public void set() {
        latch.get().countDown();
    }

    /** Takes the flag back. Does not block. */
    public void clear() {
        CountDownLatch now = latch.get();
        if (isOpen(now)) {
            // If this fails, somebody else has just cleared it.
            latch.compareAndSet(now, new CountDownLatch(1));
        }
    }

    /**
     * Waits until the flag is set.
     *
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await(long nanos) throws InterruptedException {
        CountDownLatch awaited = latch.get();
        if (isOpen(awaited)) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        Deadline deadline = Deadline.in(nanos);
        boolean[] opened = {false};
        Parking.block(() -> opened[0] = awaited.await(deadline.left(), TimeUnit.NANOSECONDS));
        return opened[0];
    }

    /**
     * Waits until the flag is set.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void await() throws InterruptedException {
        await(-1);
    }

    /**
     * Waits until the flag is set, for a time.
     *
     * @param timeout the longest time to wait
     * @param unit its unit
     * @return false if the time ran out
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return await(Math.max(0, unit.toNanos(timeout)));
    }

    @Override
    public String rebuilder() {
        return "multiprocessing.synchronize._rebuild_event";
    }

    @Override
    public String toString() {
        return "ProcessEvent[" + (isSet() ? "set]" : "unset]");
    }
}
