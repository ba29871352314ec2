package io.jmp.pool;

import io.jmp.parcel.Parcel;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tasks that were submitted together, and their results.
 *
 * <p>Every part gets exactly one result: the first that is reported counts, so a worker that dies after it has reported
 * changes nothing. A job may grow while its parts are executed, until {@link #setLength} says how many there are. Whoever
 * wants all results awaits the job; an iterator takes them one by one, which frees them. All methods are thread-safe.
 */
public class Job {

    /**
     * The result of a part.
     *
     * @param succeeded whether the task returned; else it raised something or was lost
     * @param content what it returned or raised; null if it was lost
     * @param loss why there is no content; null if there is one
     */
    public record Result(boolean succeeded, Parcel content, String loss) {}

    private static final int UNKNOWN = -1;

    /** Stands for a result that an iterator has taken. */
    private static final Result TAKEN = new Result(true, null, null);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long number;

    // Changed with the lock held.
    private final List<Result> results = new ArrayList<>();
    private final ArrayDeque<Integer> arrived = new ArrayDeque<>();
    private volatile int length;
    private volatile int done;
    private int nextInOrder;
    private volatile int taken;
    private int firstFailure = -1;
    private volatile boolean released;

    /**
     * @param length the number of parts; negative if it is not known yet
     * @param number by which the pool's owner is told of the completion, before those who wait: they wait for
     *     {@link #release} then; 0 if the owner need not be told
     */
    Job(int length, long number) {
        this.length = length < 0 ? UNKNOWN : length;
        this.number = number;
        this.released = number == 0;
    }

    /** By which the owner of the pool knows the job; 0 if it need not be told of the completion. */
    long number() {
        return number;
    }

    /** Says how many parts there are; not for jobs whose completion is to be announced. */
    void setLength(int newLength) {
        lock.lock();
        try {
            length = newLength;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports the result of a part.
     *
     * @return whether that completes a job whose completion is to be announced
     */
    boolean complete(int index, Result result) {
        lock.lock();
        try {
            while (results.size() <= index) {
                results.add(null);
            }
            if (results.get(index) != null || index < nextInOrder) {
                return false;
            }
            results.set(index, result);
            arrived.addLast(index);
            done++;
            if (firstFailure < 0 && !result.succeeded()) {
                firstFailure = index;
            }
            changed.signalAll();
            return number != 0 && isComplete();
        } finally {
            lock.unlock();
        }
    }

    /** The completion was announced: those who wait may go on. */
    void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isComplete() {
        return length != UNKNOWN && done >= length;
    }

    private boolean isOver() {
        return isComplete() && released;
    }

    /** Whether all results are there, and announced. */
    public boolean isReady() {
        lock.lock();
        try {
            return isOver();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the part that failed first; -1 if none has failed yet. */
    public int firstFailure() {
        lock.lock();
        try {
            return firstFailure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for all results.
     *
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return false if the time ran out
     */
    public boolean await(long nanos) throws InterruptedException {
        for (int i = 0; i < TaskPool.SPINS && nanos != 0 && (!released || done < length); i++) {
            Thread.onSpinWait();
        }
        if (isReady() || nanos == 0) {
            return isReady();
        }
        Deadline deadline = Deadline.in(nanos);
        boolean[] over = {false};
        Parking.block(() -> {
            lock.lockInterruptibly();
            try {
                while (!isOver() && deadline.left() > 0) {
                    changed.await(deadline.left(), TimeUnit.NANOSECONDS);
                }
                over[0] = isOver();
            } finally {
                lock.unlock();
            }
        });
        return over[0];
    }

    /** The result of a part; null while there is none. */
    public Result result(int index) {
        lock.lock();
        try {
            return index < results.size() ? results.get(index) : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #next} has given all results. */
    public boolean isExhausted() {
        lock.lock();
        try {
            return length != UNKNOWN && taken >= length;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next result, waiting for it if need be.
     *
     * @param inOrder the next part's, else the one that came first
     * @param nanos the longest time to wait; negative means for ever, zero not at all
     * @return the result; null if the time ran out, or if there are no more
     */
    public Result next(boolean inOrder, long nanos) throws InterruptedException {
        int before = taken;
        for (int i = 0; i < TaskPool.SPINS && nanos != 0 && done == before && done != length; i++) {
            Thread.onSpinWait();
        }
        Deadline deadline = Deadline.in(nanos);
        Result[] result = {null};
        Parking.block(() -> {
            lock.lockInterruptibly();
            try {
                while (true) {
                    result[0] = take(inOrder);
                    boolean exhausted = length != UNKNOWN && taken >= length;
                    if (result[0] != null || exhausted || deadline.left() == 0) {
                        return;
                    }
                    changed.await(deadline.left(), TimeUnit.NANOSECONDS);
                }
            } finally {
                lock.unlock();
            }
        });
        return result[0];
    }

    private Result take(boolean inOrder) {
        int index = inOrder ? nextInOrder : arrived.isEmpty() ? -1 : arrived.pollFirst();
        if (index < 0 || index >= results.size() || results.get(index) == null) {
            return null;
        }
        Result result = results.get(index);
        taken++;
        if (inOrder) {
            nextInOrder++;
            arrived.pollFirst();
            results.set(index, null);
        } else {
            results.set(index, TAKEN);
        }
        return result;
    }
}
