package io.jmp.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Waits until at least one of several objects is ready, as {@code multiprocessing.connection.wait} does.
 *
 * <p>The waiter registers one permit-less semaphore with all objects, then looks at each of them; a change between the
 * registration and the look leaves a permit, so no change is missed.
 */
public final class WaitAny {

    private WaitAny() {}

    /**
     * Waits until one of the objects is ready or the time is over.
     *
     * @param objects what to wait for; may be empty, then this waits for the whole time
     * @param nanos the longest time to wait; negative means for ever, zero only looks
     * @return the objects that are ready, in the given order; empty when the time ran out
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    public static <T extends Waitable> List<T> await(List<T> objects, long nanos) throws InterruptedException {
        List<T> ready = ready(objects);
        if (!ready.isEmpty() || nanos == 0) {
            return ready;
        }
        Semaphore changed = new Semaphore(0);
        Runnable watcher = changed::release;
        Deadline deadline = Deadline.in(nanos);
        objects.forEach(object -> object.addWatcher(watcher));
        try {
            List<T> result = new ArrayList<>();
            Parking.block(() -> {
                do {
                    changed.drainPermits();
                    result.addAll(ready(objects));
                } while (result.isEmpty() && changed.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS));
            });
            return result;
        } finally {
            objects.forEach(object -> object.removeWatcher(watcher));
        }
    }

    private static <T extends Waitable> List<T> ready(List<T> objects) {
        List<T> ready = new ArrayList<>();
        for (T object : objects) {
            if (object.isReady()) {
                ready.add(object);
            }
        }
        return ready;
    }
}
