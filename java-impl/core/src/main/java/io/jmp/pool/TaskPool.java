package io.jmp.pool;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.Shared;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonFunction;
import io.jmp.recorder.Recorder;
import io.jmp.wait.Alarms;
import io.jmp.wait.Parking;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tasks of a pool and its workers.
 *
 * <p>One queue, from which idle workers take: a slow task holds up nobody but its own worker. A task belongs to the worker
 * that has taken it until that worker reports a result or ends; a task whose worker ends is reported as lost and never given
 * to another one, because nobody knows how far it came. When workers cannot begin at all, by the {@link Census} of them, the pool is
 * broken, and every task that waits or comes is lost.
 *
 * <p>A {@link Handler} calls the owner. It ends when the pool is closed and the last worker has ended. All methods are thread-safe.
 */
public final class TaskPool implements Shared {

    /** The loss of a task whose time is over. */
    static final String TIME_IS_OVER = "the time for the task is over";

    /** How often one who waits looks before it parks; as in {@link io.jmp.channel.Channel}. */
    static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

    private enum State { RUN, CLOSE, TERMINATE }

    /** One who takes tasks; each is used by one thread. */
    public static final class Worker {
        /** Null for a thread of the owner. */
        private final JvmProcess process;
        /** Guarded by the lock of the pool. */
        private Task current;
        /** Ends the worker when the time of its task is over; null if that has no limit. */
        private Future<?> alarm;
        /** The event of its task; null if nobody records. */
        private Recorder.Span span;
        /** When it took its task. */
        private long since;
        /** Its process is going to be killed. */
        private volatile boolean condemned;

        private Worker(JvmProcess process) {
            this.process = process;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taskOrEnd = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final Handler handler = new Handler(this::isOver, this::terminate);     // without its owner, nobody would replace workers
    private final AtomicBoolean spinning = new AtomicBoolean();

    // Guarded by the lock.
    private volatile int waiting;
    private volatile State state = State.RUN;
    private final Census workers;
    private final Map<Task, Worker> running = new HashMap<>();
    private String broken;

    /**
     * @param size the number of workers that the owner keeps
     */
    TaskPool(int size) {
        workers = new Census(size);
    }

    // --- the owner ----------------------------------------------------------------------------------------------------

    /**
     * Starts the handler.
     *
     * @param owner called with the number of a job that is complete, or with {@link Handler#WORKER_ENDED}
     */
    void start(PythonFunction owner) {
        handler.start(owner);
    }

    private boolean isOver() {
        lock.lock();
        try {
            return workers.isEmpty() && handler.isIdle()
                    && (state == State.TERMINATE || state == State.CLOSE && (tasks.isEmpty() || broken != null));
        } finally {
            lock.unlock();
        }
    }

    /** How many workers the owner has to start. */
    int missingWorkers() {
        lock.lock();
        try {
            int missing = workers.missing();
            return broken != null || state == State.TERMINATE ? 0 : state == State.RUN ? missing : Math.min(missing, tasks.size());
        } finally {
            lock.unlock();
        }
    }

    /** A process was started that is going to be a worker. */
    void watch(JvmProcess process) {
        lock.lock();
        try {
            workers.started();
        } finally {
            lock.unlock();
        }
        whenEnded(process, () -> workerEnded(process));
    }

    /** A worker that is a thread of the owner. */
    Worker addThread() {
        lock.lock();
        try {
            workers.started();
            return new Worker(null);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a task; if the pool cannot execute it any more, its result is a loss at once. */
    void submit(Task task) {
        String loss;
        lock.lock();
        try {
            loss = broken != null ? broken : state == State.TERMINATE ? "the pool was terminated" : null;
            if (loss == null) {
                tasks.addLast(task);
                waiting++;
                // Who spins takes the one task without being woken, and a second one woken for it would only be in the way.
                if (waiting > 1 || !spinning.get()) {
                    taskOrEnd.signal();
                }
            }
        } finally {
            lock.unlock();
        }
        if (loss != null) {
            lose(List.of(task), loss);
        }
    }

    /** Completes a task that could not be submitted; its content is the error. */
    void fail(Task task) {
        complete(task, new Job.Result(false, task.content(), null));
    }

    /** Lets the workers end when all tasks are done. */
    void close() {
        lock.lock();
        try {
            if (state == State.RUN) {
                state = State.CLOSE;
            }
            taskOrEnd.signalAll();
        } finally {
            lock.unlock();
        }
        handler.look();
    }

    /** Drops the tasks that wait: they are lost. The owner stops the workers. */
    void terminate() {
        List<Task> dropped;
        lock.lock();
        try {
            state = State.TERMINATE;
            dropped = drain();
            taskOrEnd.signalAll();
        } finally {
            lock.unlock();
        }
        lose(dropped, "the pool was terminated");
        handler.look();
    }

    /**
     * Waits until the pool is closed or terminated, all workers have ended, and the owner was called for the last time. From
     * within such a call it does not wait.
     */
    void awaitEnd() throws InterruptedException {
        handler.awaitEnd();
    }

    /** Waits as {@link #awaitEnd()}, for a time in nanoseconds; returns false when it ran out. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return handler.awaitEnd(nanos);
    }

    /** Whether {@link #awaitEnd} would not wait. */
    boolean isEnded() {
        return handler.isEnded();
    }

    private List<Task> drain() {
        List<Task> all = new ArrayList<>(tasks);
        tasks.clear();
        waiting = 0;
        return all;
    }

    private void lose(List<Task> lost, String why) {
        for (Task task : lost) {
            task.content().discard();
            complete(task, new Job.Result(false, null, why));
        }
    }

    private void complete(Task task, Job.Result result) {
        if (task.job().complete(task.index(), result)) {
            handler.jobComplete(task.job());
        }
    }

    private void workerEnded(JvmProcess process) {
        List<Task> lost = List.of();
        String why;
        lock.lock();
        try {
            workers.ended(process);
            if (!workers.canBegin() && broken == null && state != State.TERMINATE) {
                broken = workers.trouble();
                lost = drain();
            }
            why = broken;
        } finally {
            lock.unlock();
        }
        lose(lost, why);
        handler.workerEnded();
    }

    // --- the workers --------------------------------------------------------------------------------------------------

    /** A process begins to be a worker. */
    Worker begin(JvmProcess process) {
        Worker worker = new Worker(process);
        lock.lock();
        try {
            workers.begun(process);
        } finally {
            lock.unlock();
        }
        whenEnded(process, () -> giveUp(worker, "worker exited prematurely: exit code " + process.exitCode()));
        return worker;
    }

    /** A thread ends to be a worker. */
    void leave(Worker worker) {
        giveUp(worker, "the worker thread ended");
        workerEnded(null);
    }

    private void giveUp(Worker worker, String why) {
        Task task;
        lock.lock();
        try {
            task = release(worker);
            taskOrEnd.signal(); // it may have been the one that spun
        } finally {
            lock.unlock();
        }
        if (task != null) {
            lose(List.of(task), why);
        }
    }

    /**
     * Takes the next task, waiting for one.
     *
     * @return what to do; null if there is nothing to do any more
     */
    Parcel take(Worker worker) throws InterruptedException {
        if (worker.condemned) {
            worker.process.join(); // it was ready just when its time was over: what it took now would die with it
            return null;
        }
        // One alone: several would take the processors from those who work. It looks for a task once more, below.
        if (waiting == 0 && spinning.compareAndSet(false, true)) {
            for (int i = 0; i < SPINS && waiting == 0 && state == State.RUN; i++) {
                Thread.onSpinWait();
            }
            spinning.set(false);
        }
        Parcel[] content = {null};
        Parking.block(() -> {
            lock.lockInterruptibly();
            try {
                while (tasks.isEmpty() && state == State.RUN) {
                    taskOrEnd.await();
                }
                Task task = tasks.pollFirst();
                if (task != null) {
                    waiting--;
                    worker.current = task;
                    running.put(task, worker);
                    worker.since = System.nanoTime();
                    worker.span = Recorder.task(worker.process == null ? 0 : worker.process.pid());
                    if (task.limit() != null) {
                        worker.alarm = Alarms.after(task.limit(), () -> cancel(task, TIME_IS_OVER));
                    }
                    content[0] = task.content();
                }
            } finally {
                lock.unlock();
            }
        });
        return content[0];
    }

    /** Reports the result of the task that a worker has taken. */
    void done(Worker worker, boolean succeeded, Parcel result) {
        Task task;
        if (worker.span != null) {
            worker.span.end(succeeded);
            worker.span = null;
        }
        lock.lock();
        try {
            task = release(worker);
        } finally {
            lock.unlock();
        }
        if (task != null) {
            complete(task, new Job.Result(succeeded, result, null));
        }
    }

    /** The worker has no task any more; returns the one that it had. With the lock held. */
    private Task release(Worker worker) {
        Task task = worker.current;
        worker.current = null;
        running.remove(task);
        if (worker.alarm != null) {
            worker.alarm.cancel(false);
            worker.alarm = null;
        }
        return task;
    }

    /**
     * Ends a task that has no result yet: one that waits is dropped; one that a process executes dies with it, and with the
     * processes that it started.
     *
     * @param why the loss that is its result
     */
    void cancel(Task task, String why) {
        Worker worker;
        long millis = 0;
        lock.lock();
        try {
            worker = running.get(task);
            if (worker == null) {
                if (!tasks.remove(task)) {
                    return;
                }
                waiting--;
            } else {
                worker.condemned = worker.process != null;
                millis = (System.nanoTime() - worker.since) / 1_000_000;
            }
        } finally {
            lock.unlock();
        }
        lose(List.of(task), worker == null ? why : why + " after " + millis + " ms");
        if (worker != null && worker.process != null) {
            worker.process.killWithDescendants();
        }
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._java._rebuild";
    }

    /** Does something once when a process has ended, when its exit code is known. */
    private static void whenEnded(JvmProcess process, Runnable action) {
        AtomicBoolean open = new AtomicBoolean(true);
        Runnable once = () -> {
            if (process.isReady() && open.compareAndSet(true, false)) {
                action.run();
            }
        };
        process.addWatcher(once);
        once.run();
    }
}
