package io.jmp.process;

import io.jmp.parcel.Parcel;
import io.jmp.wait.Alarms;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;

/**
 * Warm spares: interpreters that are booted and wait to become processes.
 *
 * <p>Starting a process puts a {@link Reservation} into a queue; each spare is a thread that boots an interpreter, takes one
 * of them, runs its process and dies. So a start never waits for a boot, a burst of starts shares the spares that come, and no
 * interpreter is used twice. One idle spare is kept after {@link #warmUp()}, and one for each processor, as far as memory allows,
 * once a process was started; or as many as {@link #keep} says. Nothing is booted before the first of these.
 *
 * <p>While nobody waits for them, new spares are put off for a moment: to make a thread, and to boot, would take the processor
 * from the process that was just started.
 */
final class SparePool {

    private static final Logger LOG = System.getLogger(SparePool.class.getName());

    /** Heap to reckon with for an idle spare. */
    private static final long SPARE_BYTES = 32L << 20;

    /** Main threads of programs get the stack that operating systems give them. */
    private static final long STACK_BYTES = 16L << 20;

    /** How long spares are put off that nobody waits for: longer than a process takes that has little to do. */
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final Host host;
    private final LinkedTransferQueue<Reservation> reservations = new LinkedTransferQueue<>();
    /** Those that were neither started nor released. */
    private final Set<Reservation> pending = ConcurrentHashMap.newKeySet();
    /** Booting is work for a processor: more at once than there are processors only delays the first. */
    private final Semaphore boots = new Semaphore(Runtime.getRuntime().availableProcessors());
    /** How many idle spares are kept once a process was started. */
    private final int usuallyIdle;

    // Guarded by this.
    private int wantedIdle = 1;
    /** Spares that wait, less reservations that none has taken yet. */
    private int idle;
    /** Spares that boot or wait, less reservations that none has taken yet. */
    private int unassigned;
    /** Whether {@link #refill} is going to be called. */
    private boolean refillIsDue;
    private boolean closed;
    private int number;
    /** Counts the calls of {@link #renew}. */
    private int generation;
    private final Set<String> modules = new LinkedHashSet<>();

    SparePool(Host host) {
        this.host = host;
        Runtime runtime = Runtime.getRuntime();
        long byMemory = runtime.maxMemory() / 8 / SPARE_BYTES;
        this.usuallyIdle = (int) Math.max(1, Math.min(runtime.availableProcessors(), byMemory));
    }

    /** Begins to boot spares, if none are there. */
    void warmUp() {
        refill();
    }

    /** Keeps at least so many idle spares from now on. */
    synchronized void keep(int spares) {
        wantedIdle = Math.max(wantedIdle, spares);
    }

    /**
     * Reserves the next spare, which prepares itself. Returns at once.
     *
     * @param preparation for {@link Interpreter#prepare}; null for none
     * @throws IllegalStateException if the pool is closed
     */
    Reservation reserve(Parcel preparation) {
        Reservation reservation = new Reservation(preparation, pending::remove);
        boolean isAwaited;
        boolean isToCome;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the runtime is closed");
            }
            pending.add(reservation);
            unassigned--;
            idle--;
            wantedIdle = Math.max(wantedIdle, usuallyIdle);
            isAwaited = idle < 0;
            isToCome = !isAwaited && !refillIsDue;
            refillIsDue |= isToCome;
        }
        reservations.add(reservation);
        if (isAwaited) {
            refill();
        } else if (isToCome) {
            Alarms.after(MOMENT, this::refill);
        }
        return reservation;
    }

    private synchronized void refill() {
        refillIsDue = false;
        while (!closed && unassigned < wantedIdle) {
            unassigned++;
            number++;
            Thread thread = new Thread(null, this::live, "jmp-spare-" + number, STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Adds to the modules that spares import when they boot. */
    synchronized void preload(List<String> more) {
        modules.addAll(more);
    }

    /** Adds to the modules, and replaces the spares that have booted without them. */
    void renew(List<String> more) {
        synchronized (this) {
            modules.addAll(more);
            generation++;
            for (; idle > 0; idle--) {
                unassigned--;
                reservations.add(Reservation.forNothing());
            }
        }
        refill();
    }

    /** Stops idle spares and those that are reserved; no process can be started afterwards. */
    void close() {
        synchronized (this) {
            closed = true;
            for (; unassigned > 0; unassigned--) {
                reservations.add(Reservation.forNothing());
            }
        }
        pending.forEach(Reservation::run);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void live() {
        Interpreter interpreter = boot();
        try {
            Reservation reservation = nextReservation();
            if (interpreter != null && reservation.preparation() != null && !prepare(interpreter, reservation.preparation())) {
                interpreter.close();
                interpreter = null;
            }
            Reservation.Work work = reservation.await();
            Thread.interrupted(); // an interrupt that came before the process is not for it
            if (work != null) {
                run(interpreter, work.process(), work.program());
            }
        } finally {
            if (interpreter != null) {
                interpreter.close();
            }
        }
    }

    /** Who interrupts all threads of a program, as Maven's {@code exec:java} does at its end, ends no spare: one is told when to go. */
    private Reservation nextReservation() {
        while (true) {
            try {
                return reservations.take();
            } catch (InterruptedException e) {
                // an idle spare has nothing that could be interrupted
            }
        }
    }

    private Interpreter boot() {
        boots.acquireUninterruptibly();
        try {
            while (true) {
                List<String> imports;
                int begun;
                synchronized (this) {
                    imports = List.copyOf(modules);
                    begun = generation;
                }
                Interpreter interpreter = host.boot(imports);
                synchronized (this) {
                    if (begun == generation || closed) {
                        idle++; // in one step with the look at the generation, or else renew() could miss it
                        return interpreter;
                    }
                }
                interpreter.close();
            }
        } catch (Exception | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "cannot boot an interpreter of " + host.name(), e);
            synchronized (this) {
                idle++;
            }
            return null;
        } finally {
            boots.release();
        }
    }

    private static boolean prepare(Interpreter interpreter, Parcel preparation) {
        try {
            interpreter.prepare(preparation);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "an interpreter cannot prepare itself", e);
            return false;
        }
    }

    private static void run(Interpreter interpreter, JvmProcess process, Parcel program) {
        int code = 1;
        try {
            if (interpreter != null) {
                Thread.currentThread().setName("jmp-" + process.pid() + "-" + process.name());
                if (process.begin(interpreter)) {
                    code = interpreter.run(process, program);
                } else {
                    code = process.wantedExitCode();
                }
            }
        } catch (InterruptedException e) {
            code = process.wantedExitCode();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "process " + process.pid() + " failed", e);
        } finally {
            Thread.interrupted(); // a late interrupt of the process must not disturb what comes after it
            process.end(code);
        }
    }
}
