package io.jmp.pycsp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.DeadlockDetector;
import io.jmp.csp.process.DeadlockListener;
import io.jmp.csp.process.DeadlockReport;
import io.jmp.csp.process.DeadlockReport.Blocked;
import io.jmp.csp.process.Network;
import io.jmp.python.PythonError;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happens when all processes of a network of Python wait for each other: the report is printed on the standard error of the
 * program that began the network, and its wait ends with an exception. The others stay blocked: nobody is left to wait for them.
 *
 * <p>Nothing is reported while a thread of Python that is no process lives: it may have an end that it has not used yet.
 */
final class Deadlocks implements DeadlockListener {

    /** The calls of all interpreters that have imported the package. */
    private static final Set<CspCalls> INTERPRETERS = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    /** Whose the processes are that live. */
    private static final Map<CspProcess, CspThread> THREADS = new ConcurrentHashMap<>();
    /** Whose the threads are that imported the package: main programs. */
    private static final Map<CspProcess, CspCalls> ROOTS = Collections.synchronizedMap(new WeakHashMap<>());
    /** The processes that have to give up, and why. */
    private static final Map<CspProcess, String> GIVE_UP = new ConcurrentHashMap<>();

    private final DeadlockListener others;

    private Deadlocks(DeadlockListener others) {
        this.others = others;
    }

    /** Begins to listen; to be called once. */
    static void listen() {
        DeadlockListener before = DeadlockDetector.use(null);
        DeadlockDetector.use(new Deadlocks(before));
    }

    /** An interpreter imports the package, in the calling thread. */
    static void addInterpreter(CspCalls calls) {
        INTERPRETERS.add(calls);
        ROOTS.put(CspProcess.current(), calls);
    }

    static void began(CspProcess process, CspThread thread) {
        THREADS.put(process, thread);
    }

    static void ended(CspProcess process) {
        THREADS.remove(process);
    }

    /** Raises what the calling process has to give up for. */
    static void check() {
        if (!GIVE_UP.isEmpty()) {
            String why = GIVE_UP.remove(CspProcess.current());
            if (why != null) {
                throw new PythonError("pycsp.parallel.exceptions.FatalException", why);
            }
        }
    }

    @Override
    public void deadlocked(DeadlockReport report) {
        for (Blocked blocked : report.blocked()) {
            CspCalls calls = ROOTS.get(blocked.process());
            if (calls != null && blocked.process().parent() == null) {
                calls.inspection().print(report + "\n");
                GIVE_UP.put(blocked.process(), "deadlock: all processes wait for each other, see standard error");
                blocked.process().thread().interrupt();
                return;
            }
        }
        if (others != null) {
            others.deadlocked(report);
        }
    }

    @Override
    public boolean othersMayAct(Network network) {
        CspCalls[] interpreters;
        synchronized (INTERPRETERS) {
            interpreters = INTERPRETERS.toArray(new CspCalls[0]);
        }
        for (CspCalls calls : interpreters) {
            if (calls.inspection().othersMayAct()) {
                return true;
            }
        }
        return others != null && others.othersMayAct(network);
    }

    @Override
    public String location(CspProcess process) {
        CspThread thread = THREADS.get(process);
        if (thread != null) {
            return thread.location();
        }
        CspCalls main = ROOTS.get(process);
        return main == null ? null : main.inspection().location(0);
    }
}
