package io.jmp.pool;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.ParcelMaker;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Timeouts;
import java.util.function.Supplier;

/** What the Python package calls for pools. See {@link io.jmp.python} for the rules. */
public final class PoolCalls {

    private static final Object[] NO_MORE = {};

    private final Supplier<JvmProcess> self;
    private final ParcelMaker parcels;

    /**
     * @param self the process that calls
     * @param parcels makes what it sends
     */
    public PoolCalls(Supplier<JvmProcess> self, ParcelMaker parcels) {
        this.self = self;
        this.parcels = parcels;
    }

    /** A pool of so many workers. */
    public TaskPool create(int size) {
        return new TaskPool(size);
    }

    /**
     * Begins to call the owner, from a thread of the kernel: with the number of a job that is complete, before those who wait
     * for it go on; with 0 when a worker has ended.
     */
    public void start(TaskPool pool, PythonFunction owner) {
        pool.start(owner);
    }

    public int missingWorkers(TaskPool pool) {
        return pool.missingWorkers();
    }

    public void watch(TaskPool pool, JvmProcess process) {
        pool.watch(process);
    }

    public void close(TaskPool pool) {
        pool.close();
    }

    public void terminate(TaskPool pool) {
        pool.terminate();
    }

    @Blocking
    public void awaitEnd(TaskPool pool) throws InterruptedException {
        pool.awaitEnd();
    }

    // --- workers ------------------------------------------------------------------------------------------------------

    /** The calling process begins to be a worker. */
    public TaskPool.Worker begin(TaskPool pool) {
        return pool.begin(self.get());
    }

    /** A worker that is a thread of the calling process. */
    public TaskPool.Worker addThread(TaskPool pool) {
        return pool.addThread();
    }

    /** A thread ends to be a worker. */
    public void leave(TaskPool pool, TaskPool.Worker worker) {
        pool.leave(worker);
    }

    /** The next task; null if there is nothing to do any more. */
    @Blocking
    public Parcel take(TaskPool pool, TaskPool.Worker worker) throws InterruptedException {
        return pool.take(worker);
    }

    public void done(TaskPool pool, TaskPool.Worker worker, boolean succeeded, byte[] data, Object[] refs) {
        pool.done(worker, succeeded, parcels.make(data, refs));
    }

    // --- jobs ---------------------------------------------------------------------------------------------------------

    /**
     * A job.
     *
     * @param length the number of its tasks; negative if it is not known yet
     * @param number what the owner is called with at the completion; 0 for no call
     */
    public Job job(int length, long number) {
        return new Job(length, number);
    }

    public void submit(TaskPool pool, Job job, int index, byte[] data, Object[] refs) {
        pool.submit(new Task(job, index, parcels.make(data, refs)));
    }

    /** Completes a task that could not be submitted. */
    public void fail(TaskPool pool, Job job, int index, byte[] data, Object[] refs) {
        pool.fail(new Task(job, index, parcels.make(data, refs)));
    }

    public void setLength(Job job, int length) {
        job.setLength(length);
    }

    public boolean isReady(Job job) {
        return job.isReady();
    }

    /** Waits for all results; false if the time ran out. */
    @Blocking
    public boolean await(Job job, double timeout) throws InterruptedException {
        return job.await(Timeouts.nanos(timeout));
    }

    /** The number of the task that failed first; -1 for none. */
    public int firstFailure(Job job) {
        return job.firstFailure();
    }

    /** What a task returned or raised, as a parcel; or, as a text, why it was lost. */
    public Object result(Job job, int index) {
        return content(job.result(index));
    }

    /**
     * The next result: whether it is a success, and what {@link #result} gives; an empty array if there is none any more, null
     * if the time ran out.
     */
    @Blocking
    public Object[] next(Job job, boolean inOrder, double timeout) throws InterruptedException {
        Job.Result result = job.next(inOrder, Timeouts.nanos(timeout));
        if (result == null) {
            return job.isExhausted() ? NO_MORE : null;
        }
        return new Object[] {result.succeeded(), content(result)};
    }

    private static Object content(Job.Result result) {
        return result.content() == null ? result.loss() : result.content();
    }
}
