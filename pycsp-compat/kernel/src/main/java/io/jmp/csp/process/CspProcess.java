package io.jmp.csp.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The identity of a process: who waits, who communicates.
 *
 * <p>Whoever starts a process makes its identity with {@link #child} and lets the new thread call {@link #begin} first and
 * {@link #end} last. A thread that does neither gets an identity of its own the first time it uses a channel.
 */
public final class CspProcess {

    private static final AtomicLong IDS = new AtomicLong();
    private static final ThreadLocal<CspProcess> CURRENT = new ThreadLocal<>();

    private final long id = IDS.incrementAndGet();
    private final String name;
    private final CspProcess parent;
    private CspProcess outer;

    private CspProcess(String name, CspProcess parent) {
        this.name = name;
        this.parent = parent;
    }

    /** The process that the calling thread runs. */
    public static CspProcess current() {
        CspProcess process = CURRENT.get();
        if (process == null) {
            process = new CspProcess(Thread.currentThread().getName(), null);
            CURRENT.set(process);
        }
        return process;
    }

    /** A new process, whose parent is the calling thread's. Call it immediately before the process is started. */
    public static CspProcess child(String name) {
        return new CspProcess(name, current());
    }

    /** Makes the calling thread run this process. */
    public void begin() {
        outer = CURRENT.get();
        CURRENT.set(this);
    }

    /** Ends it; the thread runs again what it ran before. */
    public void end() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
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

    @Override
    public String toString() {
        return name + "#" + id;
    }
}
