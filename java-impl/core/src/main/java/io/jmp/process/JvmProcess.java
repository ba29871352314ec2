package io.jmp.process;

import io.jmp.PythonException;
import io.jmp.recorder.Recorder;
import io.jmp.wait.Deadline;
import io.jmp.wait.Parking;
import io.jmp.wait.Waitable;
import io.jmp.wait.Watchers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One process of this JVM: an interpreter with a thread of its own, or the main program.
 *
 * <p>Its methods are those of {@link java.lang.Process} where Java has them, and of Python's {@code multiprocessing.Process}.
 * As a {@link Waitable} it is the process's sentinel: ready when the process has ended. Thread-safe.
 */
public final class JvmProcess implements Waitable {

    /** The signal of {@link #interrupt()}. */
    public static final int SIGINT = 2;
    /** The signal of {@link #terminate()}; a process that it ends has the exit code -15. */
    public static final int SIGTERM = 15;
    /** The signal of {@link #kill()}; a process that it ends has the exit code -9. */
    public static final int SIGKILL = 9;

    private final long pid;
    private final JvmProcess parent;
    private final Set<JvmProcess> children = ConcurrentHashMap.newKeySet();
    private volatile String name;
    private volatile Object mainModule;

    private final SignalActions signals = new SignalActions();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Watchers watchers = new Watchers();
    /** What to do at the end; null once that was done. */
    private Set<Runnable> atExit = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private Interpreter interpreter;
    /** The exit code that somebody wants the process to end with at once; null while nobody does. */
    private Integer wantedExitCode;
    private boolean hasEnded;
    private volatile Integer exitCode;
    private volatile Throwable failure;

    JvmProcess(long pid, String name, JvmProcess parent) {
        this.mainModule = parent == null ? null : parent.mainModule;
        this.pid = pid;
        this.name = name;
        this.parent = parent;
    }

    /** The processes that it started and that are alive. */
    Set<JvmProcess> children() {
        return children;
    }

    /**
     * Ends the process, and all that it started, and that they started. Returns at once. A process that is being ended starts no
     * further one.
     */
    public void killWithDescendants() {
        kill();
        children.forEach(JvmProcess::killWithDescendants);
    }

    /** {@return a number that is unique in this JVM} The main process has the number that the operating system gave to the JVM. */
    public long pid() {
        return pid;
    }

    /** {@return the name, which is for people} */
    public String name() {
        return name;
    }

    /**
     * Sets the name, which is for people only.
     *
     * @param name the new name
     */
    public void setName(String name) {
        this.name = name;
    }

    /** {@return the program that it belongs to, in the host's form: children inherit it} Null if there is none. */
    public Object mainModule() {
        return mainModule;
    }

    /**
     * Sets the program of this process and of the children that it is going to start.
     *
     * @param newMainModule the main module in the host's form
     */
    public void setMainModule(Object newMainModule) {
        mainModule = newMainModule;
    }

    /** {@return the process that started this one; null for the main process} */
    public JvmProcess parent() {
        return parent;
    }

    /** {@return whether it has not ended} */
    public boolean isAlive() {
        return exitCode == null;
    }

    /**
     * {@return the exit code: what the program returned, or the negative number of the signal that ended it; null while alive}
     */
    public Integer exitCode() {
        return exitCode;
    }

    /**
     * The error that ended the process: what its function threw.
     *
     * @return for Python code a {@link PythonException}, for Java code what it threw; null if nothing did, or while it is alive
     */
    public Throwable failure() {
        return exitCode == null ? null : failure;
    }

    /** Notes the error that is going to end the process. */
    void fail(Throwable error) {
        failure = error;
    }

    /**
     * A future of the end. Cancelling it, or completing it, does nothing to the process.
     *
     * @return a new future of this process; it never fails, see {@link #exitCode()} and {@link #failure()}
     */
    public CompletableFuture<JvmProcess> onExit() {
        CompletableFuture<JvmProcess> future = new CompletableFuture<>();
        Runnable watcher = () -> {
            if (isReady()) {
                future.completeAsync(() -> this); // nothing of the caller's runs on the process's thread
            }
        };
        addWatcher(watcher);
        watcher.run();
        future.whenComplete((process, error) -> removeWatcher(watcher));
        return future;
    }

    /**
     * Waits for the end.
     *
     * @return the exit code
     * @throws InterruptedException if interrupted while waiting
     */
    public int waitFor() throws InterruptedException {
        join();
        return exitCode;
    }

    /**
     * Waits for the end for a time.
     *
     * @param timeout the longest time to wait
     * @param unit its unit
     * @return whether the process has ended
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return join(timeout, unit);
    }

    /** Ends the process, as {@link #terminate()}. */
    public void destroy() {
        terminate();
    }

    /** Ends the process, as {@link #kill()}. */
    public void destroyForcibly() {
        kill();
    }

    /** Whether this process was started by another one, or by one that that started, and so on. */
    boolean isDescendantOf(JvmProcess other) {
        for (JvmProcess ancestor = parent; ancestor != null; ancestor = ancestor.parent) {
            if (ancestor == other) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits for the end.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void join() throws InterruptedException {
        Parking.block(ended::await);
    }

    /**
     * Waits for the end for a time; returns whether the process has ended.
     *
     * @param timeout the longest time to wait
     * @param unit the unit of the time
     * @return whether it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean join(long timeout, TimeUnit unit) throws InterruptedException {
        if (ended.getCount() == 0 || timeout <= 0) {
            return ended.getCount() == 0;
        }
        Deadline deadline = Deadline.in(unit.toNanos(timeout));
        boolean[] over = {false};
        Parking.block(() -> over[0] = ended.await(deadline.left(), TimeUnit.NANOSECONDS));
        return over[0];
    }

    /**
     * Sends a signal: its handler runs in the process's main thread if its program has set one; else most signals end the
     * process, with the negative number as exit code. Returns at once; does nothing to a process that has ended.
     *
     * @param number the number that the signal has on Linux
     * @throws IllegalArgumentException if there is no such signal
     */
    public void signal(int number) {
        if (!SignalActions.isSignal(number)) {
            throw new IllegalArgumentException("there is no signal " + number);
        }
        switch (signals.get(number)) {
            case DEFAULT -> stop(-number);
            case HANDLE -> handle(number);
            case IGNORE -> { }
        }
    }

    /** Lets the process handle a signal; one that has not begun to run cannot do that yet, and ends. */
    private void handle(int number) {
        Interpreter target;
        synchronized (this) {
            target = interpreter;
        }
        if (target != null) {
            target.signal(number);
        } else if (parent != null) {
            stop(-number);
        }
    }

    /** Whether signals reach it. They do not reach the main program of an embedder, who runs it. */
    synchronized boolean takesSignals() {
        return parent != null || interpreter != null;
    }

    SignalActions signals() {
        return signals;
    }

    /**
     * Ends the process: exit code -15, unless its program handles or ignores SIGTERM. Returns at once; does nothing to a
     * process that has ended.
     */
    public void terminate() {
        signal(SIGTERM);
    }

    /** Ends the process: exit code -9. Returns at once; does nothing to a process that has ended. */
    public void kill() {
        stop(-SIGKILL);
    }

    /** Ends the process at once with an exit code: no finally clause and no exit function runs. Returns at once. */
    void exit(int code) {
        stop(code & 0xff);
    }

    private void stop(int code) {
        synchronized (this) {
            if (wantedExitCode != null || exitCode != null) {
                return;
            }
            wantedExitCode = code;
            if (interpreter == null) {
                return; // not begun: begin() sees it; or the main process, which only the JVM's end stops
            }
        }
        Thread canceller = new Thread(this::cancel, "jmp-terminate-" + pid);
        canceller.setDaemon(true);
        canceller.start();
    }

    private void cancel() {
        Interpreter target;
        synchronized (this) {
            target = interpreter;
        }
        if (target != null) {
            target.cancel();
        }
    }

    /** Raises KeyboardInterrupt in the process, unless its program handles SIGINT otherwise. Returns at once. */
    public void interrupt() {
        signal(SIGINT);
    }

    /**
     * Does something when this process ends, at once if it has. Must be short and throw nothing.
     *
     * @param action what is done
     */
    public void onExit(Runnable action) {
        synchronized (this) {
            if (atExit != null) {
                atExit.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Takes back {@link #onExit}.
     *
     * @param action what is done
     */
    public synchronized void forget(Runnable action) {
        if (atExit != null) {
            atExit.remove(action);
        }
    }

    /**
     * The interpreter begins to run this process.
     *
     * @return false if the process was terminated before: it must not run
     */
    synchronized boolean begin(Interpreter newInterpreter) {
        if (wantedExitCode != null) {
            return false;
        }
        interpreter = newInterpreter;
        return true;
    }

    /** The process counts as ended, although its thread executes something that cannot be stopped. For hosts. */
    public void abandon() {
        end(wantedExitCode());
    }

    /** The end: everything that the process held is let go, then those who wait are told. */
    void end(int code) {
        Set<Runnable> actions;
        synchronized (this) {
            if (hasEnded) {
                return; // it was abandoned
            }
            hasEnded = true;
            interpreter = null;
            actions = atExit;
            atExit = null;
        }
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
        Recorder.processEnded(pid, name, code);
        exitCode = code;
        ended.countDown();
        watchers.wakeAll();
    }

    /** Whether somebody wants it to end at once. */
    synchronized boolean isStopping() {
        return wantedExitCode != null;
    }

    /** {@return the exit code of a process that was stopped by {@link Interpreter#cancel}} */
    public synchronized int wantedExitCode() {
        return wantedExitCode == null ? 1 : wantedExitCode;
    }

    @Override
    public boolean isReady() {
        return exitCode != null;
    }

    @Override
    public void addWatcher(Runnable watcher) {
        watchers.add(watcher);
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        watchers.remove(watcher);
    }

    @Override
    public String toString() {
        return "JvmProcess[" + pid + " " + name + (exitCode == null ? "" : " exitCode=" + exitCode) + "]";
    }
}
