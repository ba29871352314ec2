package io.jmp.process;

import io.jmp.PythonException;
import io.jmp.parcel.ParcelMaker;
import io.jmp.python.Blocking;
import io.jmp.python.PythonError;
import io.jmp.wait.Timeouts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the Python package calls for processes. See {@link io.jmp.python} for the rules. */
public final class ProcessCalls {

    private static final int ESRCH = 3;
    private static final int EINVAL = 22;

    private final ProcessTable table;
    private final Supplier<JvmProcess> self;
    private final ParcelMaker parcels;
    private final boolean mayStopOthers;

    /**
     * @param self the process that calls
     * @param mayStopOthers whether it may end and interrupt processes that it did not start
     */
    public ProcessCalls(ProcessTable table, Supplier<JvmProcess> self, boolean mayStopOthers) {
        this.mayStopOthers = mayStopOthers;
        this.table = table;
        this.self = self;
        this.parcels = new ParcelMaker(table.limits().maxMessageBytes());
    }

    /** The program is going to start processes. */
    public void warmUp() {
        table.warmUp();
    }

    /** What the calling process's main module has imported, names with spaces between: later processes begin with it. */
    public void preload(String modules) {
        table.preload(List.of(modules.split(" ")));
    }

    /**
     * What the program wants every process to begin with; spares that have booted without it are replaced.
     *
     * @param modules entries with '\0' between; each is a name and the directories to look in, with line ends between
     */
    public void preloadAtOnce(String modules) {
        table.preloadAtOnce(List.of(modules.split("\0")));
    }

    /** The start method to begin with. */
    public String startMethod() {
        return table.startMethod();
    }

    public JvmProcess current() {
        return self.get();
    }

    public JvmProcess parent(JvmProcess process) {
        return process.parent();
    }

    /**
     * Wakes an interpreter for a process that is going to be started.
     *
     * @param preparation what the interpreter can read meanwhile: the data of {@code spawn.get_preparation_data}; null for nothing
     */
    public Reservation reserve(byte[] preparation) {
        return table.reserve(self.get(), preparation == null ? null : parcels.make(preparation, null));
    }

    /** Takes back {@link #reserve}; does nothing after {@link #start}. */
    public void release(Reservation reservation) {
        table.release(self.get(), reservation);
    }

    /** Starts a process in the interpreter that was reserved. */
    public JvmProcess start(Reservation reservation, String name, byte[] data, Object[] refs) {
        return table.start(self.get(), reservation, name, parcels.make(data, refs));
    }

    public long pid(JvmProcess process) {
        return process.pid();
    }

    public String name(JvmProcess process) {
        return process.name();
    }

    public void setName(JvmProcess process, String name) {
        process.setName(name);
    }

    /** The exit code, or null while the process is alive. */
    public Object exitCode(JvmProcess process) {
        Integer code = process.exitCode();
        if (code != null) {
            table.reap(process);
        }
        return code;
    }

    /** Waits for the end; false when the time ran out. */
    @Blocking
    public boolean join(JvmProcess process, double timeout) throws InterruptedException {
        long nanos = Timeouts.nanos(timeout);
        if (nanos < 0) {
            process.join();
            return true;
        }
        return process.join(nanos, TimeUnit.NANOSECONDS);
    }

    private void checkMayStop(JvmProcess process) {
        if (!mayStopOthers && process != self.get() && !process.isDescendantOf(self.get())) {
            throw new PythonError("PermissionError", "[Errno 1] this process may only end those that it started");
        }
    }

    public void terminate(JvmProcess process) {
        checkMayStop(process);
        process.terminate();
    }

    public void kill(JvmProcess process) {
        checkMayStop(process);
        process.kill();
    }

    /** Ends the calling process at once. Returns only to be unwound. */
    @Blocking
    public void exit(int code) throws InterruptedException {
        JvmProcess process = self.get();
        process.exit(code);
        process.join();
    }

    /** The calling process is going to end by an error: the name of its type, its text, and the traceback. */
    public void failed(String type, String message, String traceback) {
        self.get().fail(new PythonException(type, message, traceback));
    }

    /**
     * Sends a signal to a process by number: false if there is none here that signals can reach. One that ends the calling process
     * returns only to be unwound, as {@link #exit}.
     */
    @Blocking
    public boolean signal(long pid, int number) throws InterruptedException {
        JvmProcess process = table.find(pid);
        if (process == null && ProcessTable.isInside(pid)) {
            if (table.isUnreaped(pid)) {
                return true; // as in POSIX, it can be sent any, and does nothing
            }
            throw PythonError.ofSystem(ESRCH, "No such process", null);
        }
        if (process == null || !process.takesSignals()) {
            return false;
        }
        if (number != 0) {
            checkMayStop(process);
            if (!SignalActions.isSignal(number)) {
                throw PythonError.ofSystem(EINVAL, "Invalid argument", null);
            }
            process.signal(number);
            if (process == self.get() && process.isStopping()) {
                process.join();
            }
        }
        return true;
    }

    /** What the calling process does about a signal: 0 is the default, 1 nothing, 2 is that it has a handler. */
    public void onSignal(int number, int action) {
        JvmProcess process = self.get();
        if (process != null) { // what a spare imports sets no handlers
            process.signals().set(number, SignalActions.Action.values()[action]);
        }
    }
}
