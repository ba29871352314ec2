package io.jmp.pool;

import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.process.ProcessTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A pool of processes that execute functions of Python and Java code: Python's {@code multiprocessing.Pool} as an
 * {@link java.util.concurrent.ExecutorService}.
 *
 * <p>Python functions are executed by as many Python processes as the pool is large, Java code by as many Java processes; both
 * are started when they are first needed. A worker executes one task at a time. Arguments and results of Python functions are
 * converted by pickle ({@link io.jmp.parcel}); those of Java code are shared.
 *
 * <p>Every task has a {@link CompletableFuture}. It fails with
 *
 * <ul>
 *   <li>{@link io.jmp.PythonException} if the function raised an exception,
 *   <li>{@link TimeoutException} if it took longer than the pool's limit for a task,
 *   <li>{@link WorkerLostException} if its worker ended before it, or the pool was shut down at once,
 *   <li>{@link IllegalArgumentException} if its result has no equivalent in Java.
 * </ul>
 *
 * <p>Cancelling a future, or completing it otherwise ({@link CompletableFuture#orTimeout}), ends its task: one that has not
 * begun is dropped; one that runs is killed with its process and the processes that it started, even if it loops for ever. The
 * worker is replaced. Java code is interrupted instead; code that ignores that keeps its worker.
 *
 * <p>Thread-safe. No thread of a caller's future runs in a Python process: dependent actions run on
 * {@link CompletableFuture#defaultExecutor()}.
 */
public final class ProcessPool extends AbstractExecutorService implements AutoCloseable {

    private final ProcessTable table;
    private final int size;
    private final Object program;
    private final boolean python;
    private final Duration limit;

    // Guarded by this.
    private Workers pythonWorkers;
    private Workers javaWorkers;
    private boolean shutdown;

    private ProcessPool(ProcessTable table, int size, boolean python, Object program, Duration limit) {
        if (size < 1) {
            throw new IllegalArgumentException("a pool has at least one worker");
        }
        this.table = table;
        this.size = size;
        this.python = python;
        this.program = program;
        this.limit = limit;
    }

    /**
     * Opens a pool; {@link io.jmp.Multiprocessing#newPool(int)} is the usual way.
     *
     * @param table where its processes are started
     * @param size the number of workers of each kind
     * @param python whether the table's host runs Python
     * @param program the main module of the Python workers, in the host's form; null for none
     * @param limit how long a task may take; null for no limit
     * @return the pool
     */
    public static ProcessPool open(ProcessTable table, int size, boolean python, Object program, Duration limit) {
        return new ProcessPool(table, size, python, program, limit);
    }

    /**
     * The number of workers.
     *
     * @return as many tasks of each kind are executed at once
     */
    public int size() {
        return size;
    }

    // --- Python -------------------------------------------------------------------------------------------------------

    /**
     * Lets a worker call a Python function.
     *
     * @param function {@code "module:function"}, or the name of a function of the pool's program
     * @param arguments its arguments: values of the table in {@link io.jmp.parcel}, or null
     * @param <T> the type of the result, which nothing checks
     * @return a future of the result
     * @throws IllegalArgumentException if an argument cannot be pickled
     * @throws RejectedExecutionException if the pool was shut down
     */
    public <T> CompletableFuture<T> submit(String function, Object... arguments) {
        return submitSource(null, function, arguments);
    }

    /**
     * As {@link #submit(String, Object...)}, for a function that a piece of source defines. Each worker compiles it once.
     *
     * @param source Python code; null for none
     * @param function the function's name
     * @param arguments its arguments
     * @param <T> the type of the result
     * @return a future of the result
     */
    public <T> CompletableFuture<T> submitSource(String source, String function, Object... arguments) {
        Objects.requireNonNull(function);
        Parcel content = Pickles.dumps(new Object[] {function, arguments, source});
        return submit(pythonWorkers(), content, FutureJob.FROM_PYTHON);
    }

    /**
     * Calls a Python function for every item, by all workers, and waits for the results.
     *
     * @param function as for {@link #submit(String, Object...)}
     * @param items the arguments
     * @param <T> the type of the results, which nothing checks
     * @return the results, in the order of the items
     * @throws ExecutionException if a call failed; its cause is the error of the first of them. The others are cancelled
     * @throws InterruptedException if interrupted while waiting; the calls are cancelled
     */
    public <T> List<T> map(String function, Iterable<?> items) throws ExecutionException, InterruptedException {
        List<CompletableFuture<T>> futures = new ArrayList<>();
        boolean over = false;
        try {
            for (Iterator<?> all = items.iterator(); all.hasNext();) {
                futures.add(submit(function, all.next()));
            }
            List<T> results = new ArrayList<>(futures.size());
            for (CompletableFuture<T> future : futures) {
                results.add(future.get());
            }
            over = true;
            return results;
        } finally {
            if (!over) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    // --- Java ---------------------------------------------------------------------------------------------------------

    /** Lets a Java process of the pool execute code. */
    @Override
    public <T> CompletableFuture<T> submit(Callable<T> code) {
        Objects.requireNonNull(code);
        return submit(javaWorkers(), new Parcel(new byte[0], new Object[] {code}), FutureJob.FROM_JAVA);
    }

    /** Lets a Java process of the pool execute code. */
    @Override
    public <T> CompletableFuture<T> submit(Runnable code, T result) {
        Objects.requireNonNull(code);
        return submit(() -> {
            code.run();
            return result;
        });
    }

    /** Lets a Java process of the pool execute code; the future's result is null. */
    @Override
    public CompletableFuture<?> submit(Runnable code) {
        return submit(code, null);
    }

    /** Lets a Java process of the pool execute code. What it throws is logged. */
    @Override
    public void execute(Runnable code) {
        submit(code).whenComplete((value, error) -> {
            if (error != null && !(error instanceof CancellationException)) {
                Workers.LOG.log(System.Logger.Level.WARNING, "a task of a pool failed", error);
            }
        });
    }

    // --- both ---------------------------------------------------------------------------------------------------------

    private <T> CompletableFuture<T> submit(Workers workers, Parcel content, Function<Parcel, Object> decoder) {
        if (content.size() > table.limits().maxMessageBytes()) {
            throw new IllegalArgumentException("the arguments take " + content.size() + " bytes; no more than "
                    + table.limits().maxMessageBytes() + " are allowed");
        }
        FutureJob<T> job = new FutureJob<>(decoder);
        Task task = new Task(job, 0, content, limit);
        job.whenAbandoned(() -> workers.tasks().cancel(task, "the task was cancelled"));
        workers.tasks().submit(task);
        return job.future();
    }

    private synchronized Workers pythonWorkers() {
        checkOpen();
        if (!python) {
            throw new UnsupportedOperationException("there is no Python host: add io.jmp:jmp-graalpy to the class path");
        }
        if (pythonWorkers == null) {
            pythonWorkers = new Workers(size, (tasks, number) -> table.startService("PoolWorker-" + number, program,
                    Pickles.dumps(Map.of("function", "multiprocessing._java:worker", "name", "PoolWorker-" + number,
                            "args", new Object[] {tasks}))));
        }
        return pythonWorkers;
    }

    private synchronized Workers javaWorkers() {
        checkOpen();
        if (javaWorkers == null) {
            javaWorkers = new Workers(size, (tasks, number) -> Workers.startJava(table, tasks, "JavaWorker-" + number));
        }
        return javaWorkers;
    }

    private void checkOpen() {
        if (shutdown) {
            throw new RejectedExecutionException("the pool is shut down");
        }
    }

    private synchronized List<Workers> workers() {
        List<Workers> all = new ArrayList<>();
        if (pythonWorkers != null) {
            all.add(pythonWorkers);
        }
        if (javaWorkers != null) {
            all.add(javaWorkers);
        }
        return all;
    }

    /** Takes no further tasks; those that were submitted are executed. */
    @Override
    public void shutdown() {
        synchronized (this) {
            shutdown = true;
        }
        workers().forEach(all -> all.tasks().close());
    }

    /**
     * Ends the pool at once: kills the workers. All tasks that have no result fail with {@link WorkerLostException}.
     *
     * @return an empty list
     */
    @Override
    public List<Runnable> shutdownNow() {
        synchronized (this) {
            shutdown = true;
        }
        workers().forEach(Workers::kill);
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && workers().stream().allMatch(all -> all.tasks().isEnded());
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        for (Workers all : workers()) {
            if (!all.tasks().awaitEnd(Math.max(0, end - System.nanoTime()))) {
                return false;
            }
        }
        return isShutdown();
    }

    /** Shuts the pool down and waits until all tasks are done; if interrupted meanwhile, kills them. */
    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        for (Workers all : workers()) {
            while (!all.tasks().isEnded()) {
                try {
                    all.tasks().awaitEnd();
                } catch (InterruptedException e) {
                    interrupted = true;
                    shutdownNow();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
