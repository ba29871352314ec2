package io.jmp;

import io.jmp.management.Registration;
import io.jmp.manager.ProcessManager;
import io.jmp.memory.SharedArray;
import io.jmp.memory.TypeCode;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.pipe.Pipe;
import io.jmp.pool.ProcessPool;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import io.jmp.queue.ProcessQueue;
import io.jmp.spi.HostProvider;
import io.jmp.spi.HostSettings;
import io.jmp.spi.PythonHost;
import io.jmp.sync.ProcessBarrier;
import io.jmp.sync.ProcessCondition;
import io.jmp.sync.ProcessEvent;
import io.jmp.sync.ProcessLock;
import io.jmp.sync.ProcessSemaphore;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Processes of Python and Java inside the JVM, and what they share: Python's {@code multiprocessing} for Java programs.
 *
 * <pre>{@code
 * try (Multiprocessing mp = Multiprocessing.create(); ProcessPool pool = mp.newPool(4)) {
 *     CompletableFuture<Double> root = pool.submit("math:sqrt", 2);
 *     System.out.println(root.get());
 * }
 * }</pre>
 *
 * <p>A process is an interpreter of its own, on a thread of its own: it runs in parallel with the others, shares nothing with
 * them but what it was given, and can be killed at any time. What runs Python is found on the class path: add
 * {@code io.jmp:jmp-graalpy}. Without it, this class has processes of Java code, and all that they share.
 *
 * <p>Python code may by default do nothing outside of its interpreter but read the modules on the path
 * ({@link MultiprocessingBuilder#trusted()} lifts that, and a host may have finer settings). {@link #close()} kills what is left. Thread-safe.
 */
public final class Multiprocessing implements AutoCloseable {

    private final PythonHost host;
    private final ProcessTable processes;
    private final Limits limits;
    private final Registration registration;

    Multiprocessing(HostProvider provider, HostSettings settings) {
        limits = settings.limits();
        host = provider == null ? null : provider.open(settings);
        processes = host == null ? new ProcessTable(new NoHost(), settings.startMethod(), limits) : host.processes();
        registration = Registration.of(processes, host == null ? "java" : provider.name());
    }

    /**
     * Opens a runtime with the settings of a new builder.
     *
     * @return the runtime
     */
    public static Multiprocessing create() {
        return newBuilder().build();
    }

    /**
     * A builder, all of whose settings are optional.
     *
     * @return a new builder
     */
    public static MultiprocessingBuilder newBuilder() {
        return new MultiprocessingBuilder();
    }

    // --- processes ----------------------------------------------------------------------------------------------------

    /**
     * Starts a Python function as a process. Returns at once.
     *
     * @param function {@code "module:function"}
     * @param arguments its arguments: values of the table in {@link io.jmp.parcel}, or null
     * @return the process; its exit code is 0 when the function returns, 1 when it raises an exception
     *     ({@link JvmProcess#failure()} has it), and that of {@code sys.exit}
     * @throws IllegalArgumentException if an argument cannot be pickled, or is too large
     * @throws UnsupportedOperationException if there is no Python host
     * @throws PythonException {@code BlockingIOError} if there are as many processes as the limits allow
     * @throws IllegalStateException if the runtime is closed
     */
    public JvmProcess start(String function, Object... arguments) {
        return start(Target.function(function), arguments);
    }

    /**
     * Starts Java code as a process. Returns at once.
     *
     * @param code what it runs; to terminate it means to interrupt its thread until it ends
     * @return the process; its exit code is the Integer that the code returns, 0 for anything else, 1 if it throws
     * @throws PythonException {@code BlockingIOError} if there are as many processes as the limits allow
     * @throws IllegalStateException if the runtime is closed
     */
    public JvmProcess start(Callable<?> code) {
        return start(Target.of(code));
    }

    /**
     * Starts Java code as a process. Returns at once.
     *
     * @param code what it runs
     * @return the process, as of {@link #start(Callable)}
     * @throws PythonException {@code BlockingIOError} if there are as many processes as the limits allow
     * @throws IllegalStateException if the runtime is closed
     */
    public JvmProcess start(Runnable code) {
        return start(Target.of(code));
    }

    /**
     * Starts a target as a process. Returns at once.
     *
     * @param target what it runs
     * @param arguments the arguments of a Python function; Java code has none
     * @return the process
     * @throws IllegalArgumentException if an argument cannot be pickled, or is too large, or the target is Java code with
     *     arguments
     * @throws UnsupportedOperationException if there is no Python host
     * @throws PythonException {@code BlockingIOError} if there are as many processes as the limits allow
     * @throws IllegalStateException if the runtime is closed
     */
    public JvmProcess start(Target target, Object... arguments) {
        if (target.code() != null) {
            if (arguments.length > 0) {
                throw new IllegalArgumentException("Java code takes no arguments: let it refer to what it needs");
            }
            return processes.start(target.name(), target.code());
        }
        Parcel request = Pickles.dumps(Map.of("function", target.function(), "name", target.name(), "args", arguments));
        if (request.size() > limits.maxMessageBytes()) {
            request.discard();
            throw new IllegalArgumentException("the arguments take " + request.size() + " bytes; no more than "
                    + limits.maxMessageBytes() + " are allowed");
        }
        Object program = target.source() == null ? null : python().program(target.source());
        python();
        return processes.start(target.name(), program, request);
    }

    private PythonHost python() {
        if (host == null) {
            throw new UnsupportedOperationException("there is no Python host: add io.jmp:jmp-graalpy to the class path");
        }
        return host;
    }

    /**
     * The processes that are alive.
     *
     * @return a snapshot, without the main program
     */
    public Collection<JvmProcess> processes() {
        return processes.alive().stream().filter(process -> process != processes.main()).toList();
    }

    /**
     * Makes a pool.
     *
     * @param workers how many tasks it executes at once
     * @return the pool; whoever called this closes it
     * @throws IllegalArgumentException if there is not at least one worker
     */
    public ProcessPool newPool(int workers) {
        return ProcessPool.open(processes, workers, host != null, null, limits.taskTime());
    }

    /**
     * Makes a pool whose Python workers execute a program when they begin: its functions are known by their names alone.
     *
     * @param workers how many tasks it executes at once
     * @param source the program: Python code
     * @return the pool; whoever called this closes it. If the program raises an exception, its tasks fail with a
     *     {@link io.jmp.pool.WorkerLostException} that says which
     * @throws IllegalArgumentException if there is not at least one worker
     * @throws UnsupportedOperationException if there is no Python host
     */
    public ProcessPool newPool(int workers, String source) {
        return ProcessPool.open(processes, workers, true, python().program(source), limits.taskTime());
    }

    /**
     * Starts a manager, and waits until it can be used.
     *
     * @return the manager; whoever called this closes it
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if the runtime is closed
     * @throws UnsupportedOperationException if there is no Python host
     */
    public ProcessManager newManager() throws InterruptedException {
        python();
        return ProcessManager.open(processes);
    }

    // --- what processes share -----------------------------------------------------------------------------------------

    /**
     * Makes a queue within the limits.
     *
     * @param <E> the type of the items
     * @return a queue without a bound of its own
     */
    public <E> ProcessQueue<E> newQueue() {
        return newQueue(Integer.MAX_VALUE);
    }

    /**
     * Makes a queue within the limits.
     *
     * @param capacity how many items it holds
     * @param <E> the type of the items
     * @return the queue
     * @throws IllegalArgumentException if it is to hold none
     */
    public <E> ProcessQueue<E> newQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a queue has to hold something: " + capacity);
        }
        ProcessQueue<E> queue = ProcessQueue.within(limits, capacity);
        processes.queues().add(queue);
        return queue;
    }

    /**
     * Makes a pipe: two connections, each of which receives what the other sends.
     *
     * @return the pipe; whoever called this closes its connections
     */
    public Pipe newPipe() {
        return Pipe.open(true, null);
    }

    /**
     * Makes a lock.
     *
     * @return Python's {@code Lock}: not reentrant; anybody may release it
     */
    public ProcessLock newLock() {
        return new ProcessLock(false);
    }

    /**
     * Makes a reentrant lock.
     *
     * @return Python's {@code RLock}
     */
    public ProcessLock newReentrantLock() {
        return new ProcessLock(true);
    }

    /**
     * Makes a semaphore.
     *
     * @param permits how often it can be acquired before the first release
     * @return Python's {@code Semaphore}
     * @throws PythonException {@code ValueError} if it is negative
     */
    public ProcessSemaphore newSemaphore(int permits) {
        return new ProcessSemaphore(permits);
    }

    /**
     * Makes a flag.
     *
     * @return Python's {@code Event}, which is not set
     */
    public ProcessEvent newEvent() {
        return new ProcessEvent();
    }

    /**
     * Makes a condition with a reentrant lock of its own.
     *
     * @return Python's {@code Condition}
     */
    public ProcessCondition newCondition() {
        return new ProcessCondition(newReentrantLock());
    }

    /**
     * Makes a barrier.
     *
     * @param parties how many must arrive
     * @return Python's {@code Barrier}
     * @throws PythonException {@code ValueError} if there is not at least one party
     */
    public ProcessBarrier newBarrier(int parties) {
        return new ProcessBarrier(parties);
    }

    /**
     * Makes an array of numbers outside the heap, all zero. Its {@linkplain SharedArray#block() block} is what a process gets.
     *
     * @param type the type of the numbers
     * @param length how many
     * @return the array
     * @throws IllegalArgumentException if the length is negative
     * @throws ArithmeticException if it would take more than 2 GiB
     */
    public SharedArray newArray(TypeCode type, int length) {
        return new SharedArray(type, length);
    }

    /** Kills the processes that are left, and waits a moment for them to be gone. */
    @Override
    public void close() {
        registration.close();
        if (host != null) {
            host.close();
        } else {
            processes.close();
        }
    }
}
