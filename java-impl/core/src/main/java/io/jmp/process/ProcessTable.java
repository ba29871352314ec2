package io.jmp.process;

import io.jmp.Limits;
import io.jmp.memory.posix.ResourceTracker;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonError;
import io.jmp.queue.QueueRegistry;
import io.jmp.recorder.Recorder;
import io.jmp.wait.Alarms;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The processes of one runtime: the main program and all that it started. Thread-safe.
 *
 * <p>Ended processes leave the table; whoever holds the {@link JvmProcess} can still ask for its exit code.
 */
public final class ProcessTable implements AutoCloseable {

    /** Above what operating systems give out (Linux: 2^22), so that no number means two processes. */
    private static final long MAX_SYSTEM_PID = 1L << 22;
    private static final AtomicLong NEXT_PID = new AtomicLong(MAX_SYSTEM_PID + 1);

    /** The start method of a program that does not say which. */
    public static final String START_METHOD = "context";

    private static final List<String> START_METHODS = List.of(START_METHOD, "spawn", "forkserver");

    private final Map<Long, JvmProcess> alive = new ConcurrentHashMap<>();
    /** Those that have ended, and whose exit code nobody has asked for. */
    private final Set<JvmProcess> unreaped = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final SparePool spares;
    private final JvmProcess main;
    private final String startMethod;
    private final ResourceTracker resources = new ResourceTracker();
    private final Limits limits;
    private final QueueRegistry queues = new QueueRegistry();
    /** How many processes count for the limit. */
    private final AtomicInteger counted = new AtomicInteger();

    /**
     * Returns the name of a start method.
     *
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException if there is none with this name
     */
    public static String checkStartMethod(String name) {
        if (!START_METHODS.contains(name)) {
            throw new IllegalArgumentException("unknown start method '" + name + "': there are " + START_METHODS);
        }
        return name;
    }

    /**
     * Processes of the start method {@code context}.
     *
     * @param host what runs the processes
     */
    public ProcessTable(Host host) {
        this(host, START_METHOD);
    }

    /**
     * Processes without limits.
     *
     * @param host what runs the processes
     * @param startMethod the start method that programs begin with
     */
    public ProcessTable(Host host, String startMethod) {
        this(host, startMethod, Limits.NONE);
    }

    /**
     * Processes within limits.
     *
     * @param host what runs the processes
     * @param startMethod the start method that programs begin with
     * @param limits what the processes may use
     */
    public ProcessTable(Host host, String startMethod, Limits limits) {
        this.startMethod = startMethod;
        this.limits = limits;
        spares = new SparePool(host);
        main = new JvmProcess(ProcessHandle.current().pid(), "MainProcess", null);
        alive.put(main.pid(), main);
    }

    /** {@return the main program} */
    public JvmProcess main() {
        return main;
    }

    /** {@return the queues that the processes made} */
    public QueueRegistry queues() {
        return queues;
    }

    /** {@return what the processes may use} */
    public Limits limits() {
        return limits;
    }

    /** {@return the start method that programs begin with} */
    public String startMethod() {
        return startMethod;
    }

    /** {@return the named resources of the system that the processes hold; what is left is removed when the main program ends} */
    public ResourceTracker resources() {
        return resources;
    }

    /** Boots spares in the background: the program is going to start processes. */
    public void warmUp() {
        spares.warmUp();
    }

    /**
     * Keeps at least so many booted interpreters from now on.
     *
     * @param number how many
     */
    public void keepSpares(int number) {
        spares.keep(number);
    }

    /**
     * What the main module of a process has imported from the host's standard library: later spares import it when they boot.
     *
     * @param modules in the order of their imports
     */
    public void preload(List<String> modules) {
        spares.preload(modules);
    }

    /**
     * As {@link #preload}, for every process that is started from now on.
     *
     * @param modules names of modules
     */
    public void preloadAtOnce(List<String> modules) {
        spares.renew(modules);
    }

    /**
     * The first step of a start: an interpreter wakes up, while the parent makes the program. Returns at once. If the parent ends
     * meanwhile, the interpreter is let go.
     *
     * @param parent the process that starts another one
     * @param preparation what the new process is told of its parent, for {@link Interpreter#prepare}; null for nothing
     * @return what to call {@link #start(JvmProcess, Reservation, String, Parcel)} or {@link #release} with
     */
    Reservation reserve(JvmProcess parent, Parcel preparation) {
        Reservation reservation = spares.reserve(preparation);
        parent.onExit(reservation);
        return reservation;
    }

    /** Takes back {@link #reserve}: there is going to be no process. Does nothing after a start. */
    void release(JvmProcess parent, Reservation reservation) {
        parent.forget(reservation);
        reservation.run();
    }

    /**
     * The second step of a start. Returns at once.
     *
     * @param parent the process that has reserved
     * @param reservation of what is going to run it
     * @param name the name of the process
     * @param program what it runs, in the words of the host's package
     * @return the process
     */
    JvmProcess start(JvmProcess parent, Reservation reservation, String name, Parcel program) {
        parent.forget(reservation);
        return launch(add(parent, name, true), () -> reservation, program);
    }

    /**
     * Starts a process. Returns at once.
     *
     * @param parent the process that starts it
     * @param name its name
     * @param program what it runs, in the words of the host's package
     * @return the process
     */
    public JvmProcess start(JvmProcess parent, String name, Parcel program) {
        return launch(add(parent, name, true), () -> spares.reserve(null), program);
    }

    /**
     * Starts a process of a program of its own, for instance a function of Python that a Java program calls.
     *
     * @param mainModule its main module, in the host's form
     * @param program what it runs, in the words of the host's package
     * @param name the name
     * @return the process
     */
    public JvmProcess start(String name, Object mainModule, Parcel program) {
        return start(name, mainModule, program, true);
    }

    /**
     * Starts a process that serves others, as a worker or a manager: no limit holds for it.
     *
     * @param mainModule its main module, in the host's form
     * @param program what it runs, in the words of the host's package
     * @param name the name
     * @return the process
     */
    public JvmProcess startService(String name, Object mainModule, Parcel program) {
        return start(name, mainModule, program, false);
    }

    private JvmProcess start(String name, Object mainModule, Parcel program, boolean limited) {
        JvmProcess process = add(main, name, limited);
        process.setMainModule(mainModule);
        return launch(process, () -> spares.reserve(null), program);
    }

    private static JvmProcess launch(JvmProcess process, Supplier<Reservation> reservation, Parcel program) {
        process.onExit(program::discard); // it may have been killed before it read all
        try {
            reservation.get().start(process, program);
        } catch (IllegalStateException e) {
            process.end(1); // closed meanwhile
            throw e;
        }
        return process;
    }

    /**
     * Starts Java code as a process, on a thread of its own. Returns at once.
     *
     * <p>Its exit code is the Integer that the code returns, 0 for anything else, 1 if it throws. To terminate it means to
     * interrupt its thread until it ends; code that ignores interrupts cannot be stopped.
     *
     * @param code what it runs; objects that it shares with others are simply those that it refers to
     * @param name the name
     * @return the process
     */
    public JvmProcess start(String name, Callable<?> code) {
        return start(name, self -> code.call(), true);
    }

    /** Java code that knows which process it is. */
    @FunctionalInterface
    public interface Service {
        /**
         * Runs; its result is as that of the code of {@link #start(String, Callable)}.
         *
         * @param self the process
         * @return what it returns
         * @throws Exception if it fails
         */
        Object run(JvmProcess self) throws Exception;
    }

    /**
     * As {@link #start(String, Callable)}, without limits.
     *
     * @param name the name
     * @param code what it runs
     * @return the process
     */
    public JvmProcess startService(String name, Service code) {
        return start(name, code, false);
    }

    private JvmProcess start(String name, Service code, boolean limited) {
        JvmProcess process = add(main, name, limited);
        Thread thread = new Thread(() -> JavaInterpreter.live(process, code), "jmp-" + process.pid() + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return process;
    }

    private JvmProcess add(JvmProcess parent, String name, boolean limited) {
        if (limited && counted.incrementAndGet() > limits.maxProcesses()) {
            counted.decrementAndGet();
            throw new PythonError("BlockingIOError", "[Errno 11] no more than " + limits.maxProcesses()
                    + " processes are allowed at once");
        }
        JvmProcess process = new JvmProcess(NEXT_PID.getAndIncrement(), name, parent);
        alive.put(process.pid(), process);
        parent.children().add(process);
        Recorder.processStarted(process.pid(), name, parent.pid());
        process.onExit(() -> {
            unreaped.add(process);
            alive.remove(process.pid());
            parent.children().remove(process);
            if (limited) {
                counted.decrementAndGet();
            }
        });
        if (spares.isClosed()) {    // looked at after it was added: who closes kills what was added before
            process.end(1);
            throw new IllegalStateException("the runtime is closed");
        }
        if (parent.isStopping()) {
            process.kill(); // nobody stays who is left by one that is being ended with all that it started
        }
        if (limited && limits.taskTime() != null) {
            Future<?> alarm = Alarms.after(limits.taskTime(), () -> overtime(process));
            process.onExit(() -> alarm.cancel(false));
        }
        return process;
    }

    private void overtime(JvmProcess process) {
        process.fail(new TimeoutException("the process was killed after " + limits.taskTime()));
        process.killWithDescendants();
    }

    /**
     * {@return the process with this number, or null if none is alive}
     *
     * @param pid the number of a process
     */
    public JvmProcess find(long pid) {
        return alive.get(pid);
    }

    /** Whether a number is one that processes inside a JVM have: the operating system gives it to nobody. */
    static boolean isInside(long pid) {
        return pid > MAX_SYSTEM_PID;
    }

    /** Whether a process with this number has ended, and its parent has not taken notice. */
    boolean isUnreaped(long pid) {
        synchronized (unreaped) {
            return unreaped.stream().anyMatch(process -> process.pid() == pid);
        }
    }

    /** The parent of a process that has ended knows its exit code. */
    void reap(JvmProcess process) {
        unreaped.remove(process);
    }

    /** {@return all processes that are alive, the main one included} */
    public Collection<JvmProcess> alive() {
        return List.copyOf(alive.values());
    }

    /**
     * The main interpreter begins: until its end it can be interrupted.
     *
     * @param interpreter the interpreter of the main program
     */
    public void mainBegins(Interpreter interpreter) {
        main.begin(interpreter);
    }

    /**
     * The main interpreter has ended.
     *
     * @param exitCode the exit status
     */
    public void mainEnds(int exitCode) {
        main.end(exitCode);
        resources.cleanUp();
    }

    /** Ctrl-C: a KeyboardInterrupt in every process. */
    public void interruptAll() {
        alive().forEach(JvmProcess::interrupt);
    }

    /** Kills what is left and waits a moment for it to be gone; frees the spares. */
    @Override
    public void close() {
        spares.close();
        List<JvmProcess> left = alive().stream().filter(process -> process != main).toList();
        left.forEach(JvmProcess::kill);
        try {
            for (JvmProcess process : left) {
                process.join(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        resources.cleanUp();
    }
}
