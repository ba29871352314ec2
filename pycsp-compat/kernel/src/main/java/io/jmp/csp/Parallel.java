package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * Processes that run at the same time, each on a thread of its own: virtual ones where the JVM has them.
 *
 * <p>A process may be given the ends that it uses. When {@link ChannelPoisonException} or {@link ChannelRetireException} comes
 * out of it, it ends quietly, after it has poisoned or retired those ends; so termination spreads through a network. When it
 * fails otherwise, its ends are poisoned, so that the network ends instead of waiting for it. Not thread-safe.
 */
public final class Parallel {

    /** What a process does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    private record Definition(String name, Callable<?> body, ChannelEnd<?>[] ends) {}

    private final ProcessThreads threads;
    private final List<Definition> definitions = new ArrayList<>();

    public Parallel() {
        this(ProcessThreads.best());
    }

    public Parallel(ProcessThreads threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
    }

    /**
     * Adds a process.
     *
     * @param ends what it poisons or retires when it ends by poison or retirement
     */
    public Parallel add(String name, Body body, ChannelEnd<?>... ends) {
        return addCall(name, () -> {
            body.run();
            return null;
        }, ends);
    }

    /** Adds a process that has a result. */
    public Parallel addCall(String name, Callable<?> body, ChannelEnd<?>... ends) {
        definitions.add(new Definition(name, body, ends.clone()));
        return this;
    }

    /** Starts all processes, and waits for them: as {@code start().join()}. */
    public List<Object> run() throws InterruptedException, ExecutionException {
        return start().join();
    }

    /** Starts all processes. */
    public Running start() {
        Running running = new Running(definitions.size());
        for (int i = 0; i < definitions.size(); i++) {
            running.start(threads, definitions.get(i), i);
        }
        return running;
    }

    /** Processes that were started. */
    public static final class Running {

        private final Object[] results;
        private final Thread[] started;
        private final CountDownLatch alive;
        private Throwable failure;

        private Running(int processes) {
            results = new Object[processes];
            started = new Thread[processes];
            alive = new CountDownLatch(processes);
        }

        private void start(ProcessThreads threads, Definition definition, int index) {
            CspProcess process = CspProcess.child(definition.name);
            started[index] = threads.newThread(definition.name, () -> {
                process.begin();
                try {
                    results[index] = definition.body.call();
                } catch (ChannelPoisonException e) {
                    poison(definition.ends);
                } catch (ChannelRetireException e) {
                    for (ChannelEnd<?> end : definition.ends) {
                        end.retire();
                    }
                } catch (Throwable e) {
                    poison(definition.ends);
                    failed(e);
                } finally {
                    process.end();
                    alive.countDown();
                }
            });
            started[index].start();
        }

        private static void poison(ChannelEnd<?>[] ends) {
            for (ChannelEnd<?> end : ends) {
                end.poison();
            }
        }

        private synchronized void failed(Throwable e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }

        private synchronized Throwable failure() {
            return failure;
        }

        /**
         * Waits for all processes.
         *
         * @return their results in order; null for one without a result, or that ended by poison or retirement
         * @throws ExecutionException if a process failed, after all have ended; the cause is the first failure, which has the
         *     others as suppressed ones
         * @throws InterruptedException if interrupted while waiting; the processes have been interrupted then
         */
        public List<Object> join() throws InterruptedException, ExecutionException {
            try {
                Waiting.forProcesses(alive::await);
            } catch (InterruptedException e) {
                for (Thread thread : started) {
                    thread.interrupt();
                }
                throw e;
            }
            if (failure() != null) {
                throw new ExecutionException(failure());
            }
            return Collections.unmodifiableList(Arrays.asList(results));
        }
    }
}
