package io.jmp.csp.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The identity of a process: who waits, who communicates.
 *
 * <p>Whoever starts a process makes its identity with {@link #child} and lets the new thread call {@link #begin} first and
 * {@link #end} last. A thread that does neither gets an identity of its own the first time it uses a channel, and begins a
 * network of its own.
 */
public final class CspProcess {

    private static final AtomicLong IDS = new AtomicLong();
    private static final ThreadLocal<CspProcess> CURRENT = new ThreadLocal<>();
    private static final VarHandle WAIT;
    /** The wait of a process on whose thread another one runs. */
    private static final Wait INNER = new ProcessWait();

    static {
        try {
            WAIT = MethodHandles.lookup().findVarHandle(CspProcess.class, "wait", Wait.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long id = IDS.incrementAndGet();
    private final String name;
    private final CspProcess parent;
    private final Network network;
    private volatile Thread thread;
    private CspProcess outer;
    /** Written by its own thread, with release. */
    private Wait wait;

    private CspProcess(String name, CspProcess parent, Network network) {
        this.name = name;
        this.parent = parent;
        this.network = network;
        network.add(this);
    }

    /** The process that the calling thread runs. */
    public static CspProcess current() {
        CspProcess process = CURRENT.get();
        return process != null ? process : adopt();
    }

    private static CspProcess adopt() {
        CspProcess process = new CspProcess(Thread.currentThread().getName(), null, new Network());
        process.thread = Thread.currentThread();
        CURRENT.set(process);
        return process;
    }

    /**
     * A new process of the calling thread's network, whose parent is the calling thread's. Call it immediately before the
     * process is started: until it has ended, the network is not complete without it.
     */
    public static CspProcess child(String name) {
        CspProcess parent = current();
        return new CspProcess(name, parent, parent.network);
    }

    /** Makes the calling thread run this process. What it ran before is suspended. */
    public void begin() {
        thread = Thread.currentThread();
        outer = CURRENT.get();
        if (outer != null) {
            outer.waits(INNER);
        }
        CURRENT.set(this);
        DeadlockDetector.watch(network);
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.processBegan(this, System.nanoTime());
        }
    }

    /** Ends it; the thread runs again what it ran before. */
    public void end() {
        Recorder recorder = Recorders.current();
        if (recorder != null) {
            recorder.processEnded(this, System.nanoTime());
        }
        network.remove(this);
        if (outer == null) {
            CURRENT.remove();
        } else {
            outer.waits(null);
            CURRENT.set(outer);
        }
    }

    /** Says what this process waits for from now on; null for nothing. To be called by its own thread. */
    public void waits(Wait newWait) {
        WAIT.setRelease(this, newWait);
    }

    /** What it waits for; null for nothing. */
    public Wait currentWait() {
        return (Wait) WAIT.getAcquire(this);
    }

    /** Unique in this JVM. */
    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** The process that started it; null for a thread that nobody registered. */
    public CspProcess parent() {
        return parent;
    }

    public Network network() {
        return network;
    }

    /** The thread that runs it; null before it has begun. */
    public Thread thread() {
        return thread;
    }

    /** Whether its thread has died, also without saying so. */
    boolean isDead() {
        Thread started = thread;
        return started != null && !started.isAlive();
    }

    @Override
    public String toString() {
        return name + "#" + id;
    }
}
