package io.jmp.csp.process;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds networks whose processes all wait for each other.
 *
 * <p>A daemon thread looks at all networks a few times a second, as long as any process lives; processes pay nothing but to say
 * what they wait for when they wait anyhow. A network is deadlocked if two looks one after the other see each of its
 * processes in the same wait, which is not over, and which only a process of the network can end. Each process was then in its
 * wait all the time between the looks, so there was a moment at which all were, and from then on nobody could end it. (Two
 * equal looks make a consistent snapshot: Y. Afek et al., <em>Atomic Snapshots of Shared Memory</em>, JACM 1993.)
 *
 * <p>A thread that is no process counts as one from its first use of a channel. It begins a network of its own; a channel
 * that two networks use is never part of a deadlock. By default reports go to the {@link System.Logger} of this class's name.
 */
public final class DeadlockDetector {

    private static final long PERIOD_MILLIS = 250;
    private static final Logger LOGGER = System.getLogger(DeadlockDetector.class.getName());

    private static volatile DeadlockListener listener = report -> LOGGER.log(Logger.Level.WARNING, report);
    /** The networks that are looked after; guarded by the class. */
    private static final Map<Network, Look> NETWORKS = new HashMap<>();
    private static Thread thread;

    /** What a network looked like the last time. */
    private static final class Look {
        /** What each process waited for; empty unless all were blocked. */
        private Map<CspProcess, Wait> waits = Map.of();
        private boolean reported;
    }

    private DeadlockDetector() {}

    /**
     * Sets who is told of deadlocks from now on; null for nobody, then nothing is looked for. Returns who was told before.
     * Networks that have begun while nobody was told are looked after when their next process begins.
     */
    public static synchronized DeadlockListener use(DeadlockListener newListener) {
        DeadlockListener before = listener;
        listener = newListener;
        return before;
    }

    /** Looks after a network as long as a process of it lives. */
    static void watch(Network network) {
        if (!network.watched && listener != null) {
            begin(network);
        }
    }

    private static synchronized void begin(Network network) {
        network.watched = true;
        NETWORKS.putIfAbsent(network, new Look());
        if (thread == null) {
            thread = new Thread(DeadlockDetector::run, "csp-deadlock-detector");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void run() {
        do {
            try {
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt it; it just looks sooner.
            }
        } while (look());
    }

    /** Looks at all networks; false if there are none any more, then the thread has to end. */
    private static boolean look() {
        List<Map<CspProcess, Wait>> deadlocks = new ArrayList<>();
        DeadlockListener told = listener;
        synchronized (DeadlockDetector.class) {
            Iterator<Map.Entry<Network, Look>> entries = NETWORKS.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<Network, Look> entry = entries.next();
                if (told == null || isOver(entry.getKey())) {
                    entry.getKey().watched = false;
                    entries.remove();
                } else if (isDeadlocked(entry.getKey(), entry.getValue(), told)) {
                    deadlocks.add(entry.getValue().waits);
                }
            }
            // One that began after it was seen to be over has found itself watched.
            if (NETWORKS.isEmpty()) {
                thread = null;
            }
        }
        for (Map<CspProcess, Wait> deadlock : deadlocks) {
            try {
                told.deadlocked(report(deadlock, told));
            } catch (RuntimeException e) {
                LOGGER.log(Logger.Level.ERROR, "the listener for deadlocks fails", e);
            }
        }
        synchronized (DeadlockDetector.class) {
            return thread == Thread.currentThread();
        }
    }

    /** Whether no process is left but the thread that started them. */
    private static boolean isOver(Network network) {
        network.watched = false;
        boolean over = network.processes().stream().allMatch(process -> process.parent() == null || process.isDead());
        network.watched = !over;
        return over;
    }

    private static boolean isDeadlocked(Network network, Look last, DeadlockListener told) {
        Map<CspProcess, Wait> waits = waits(network);
        boolean same = !waits.isEmpty() && waits.equals(last.waits);
        last.reported &= same;
        last.waits = waits;
        if (same && !last.reported && !told.othersMayAct(network)) {
            last.reported = true;
            return true;
        }
        return false;
    }

    /** What each process waits for; empty if any does not wait for another, or if none waits for a channel. */
    private static Map<CspProcess, Wait> waits(Network network) {
        Map<CspProcess, Wait> waits = new HashMap<>();
        boolean channels = false;
        for (CspProcess process : network.processes()) {
            if (!process.isDead()) {
                Wait wait = process.currentWait();
                if (wait == null || wait.isOver() || wait.mayEndOtherwise()) {
                    return Map.of();
                }
                channels |= !wait.points().isEmpty();
                waits.put(process, wait);
            }
        }
        return channels ? waits : Map.of();
    }

    private static DeadlockReport report(Map<CspProcess, Wait> waits, DeadlockListener told) {
        return new DeadlockReport(waits.entrySet().stream()
                .map(entry -> blocked(entry.getKey(), entry.getValue(), told))
                .sorted(Comparator.comparingLong(blocked -> blocked.process().id()))
                .toList());
    }

    private static DeadlockReport.Blocked blocked(CspProcess process, Wait wait, DeadlockListener told) {
        String location = told.location(process);
        return new DeadlockReport.Blocked(process, wait.points(), location != null ? location : location(process.thread()));
    }

    /** The first place on a thread's stack that is the program's. */
    private static String location(Thread thread) {
        if (thread == null) {
            return null;
        }
        for (StackTraceElement element : thread.getStackTrace()) {
            String name = element.getClassName();
            if (!name.startsWith("io.jmp.csp.") && !name.startsWith("java.") && !name.startsWith("jdk.")) {
                return element.toString();
            }
        }
        return null;
    }
}
