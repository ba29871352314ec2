package io.jmp.graalpy.interop;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.ContextsListener;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.instrumentation.ThreadsListener;
import com.oracle.truffle.api.nodes.LanguageInfo;
import io.jmp.wait.Deadline;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets an interpreter close right after the last {@code join()} of its Python threads.
 *
 * <p>GraalPy wakes whoever joins a thread before Truffle has taken that thread off its list, and waits at the end for threads
 * that it knows only: a context that is closed in between would fail with "The language did not complete all polyglot threads".
 * So the rest of the wait is here, between GraalPy's end and Truffle's check.
 */
final class EndingThreads implements ThreadsListener, ContextsListener {

    /** GraalPy's name for the group of the threads that an interpreter starts; threads of the embedder end when they like. */
    private static final String GROUP = "GRAALPYTHON_THREADS";

    /** For all of them: by then a thread has not ended because it cannot, as GraalPy has told it before to end, and waited. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<TruffleContext, Set<Thread>> threads = new ConcurrentHashMap<>();

    static void attach(TruffleInstrument.Env env) {
        EndingThreads listener = new EndingThreads();
        env.getInstrumenter().attachThreadsListener(listener, false);
        env.getInstrumenter().attachContextsListener(listener, false);
    }

    @Override
    public void onThreadInitialized(TruffleContext context, Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        if (group != null && group.getName().equals(GROUP)) {
            Set<Thread> started = threads.computeIfAbsent(context, c -> ConcurrentHashMap.newKeySet());
            started.removeIf(t -> !t.isAlive());
            started.add(thread);
        }
    }

    @Override
    public void onLanguageContextFinalized(TruffleContext context, LanguageInfo language) {
        Deadline deadline = Deadline.in(WAIT_NANOS);
        try {
            for (Thread thread : threads.getOrDefault(context, Set.of())) {
                if (thread != Thread.currentThread()) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline.left()); // returns at once when nothing is left
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onContextClosed(TruffleContext context) {
        threads.remove(context);
    }

    @Override
    public void onThreadDisposed(TruffleContext context, Thread thread) {
        // it still is on Truffle's list
    }

    @Override
    public void onContextCreated(TruffleContext context) {}

    @Override
    public void onLanguageContextCreated(TruffleContext context, LanguageInfo language) {}

    @Override
    public void onLanguageContextInitialized(TruffleContext context, LanguageInfo language) {}

    @Override
    public void onLanguageContextDisposed(TruffleContext context, LanguageInfo language) {}
}
