package io.jmp.jython.life;

import java.util.ArrayDeque;
import java.util.Queue;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyFrame;
import org.python.core.PyObject;
import org.python.core.ThreadState;
import org.python.core.TraceFunction;

/**
 * Lets the main thread of an interpreter handle signals: at the next line that it executes, or at once if it waits inside the kernel.
 *
 * <p>As for stopping, the frames of the thread are given a trace function from outside. What a handler raises is raised there.
 * Thread-safe.
 */
final class Signals {

    private static final int SIGINT = 2;

    private final Thread thread;
    private final ThreadState state;
    private final TraceFunction deliverer = new Deliverer();
    /** Python's function that handles a number; null as long as no program has asked for signals. */
    private volatile PyObject handler;

    // Guarded by this.
    private final Queue<Integer> pending = new ArrayDeque<>();
    private boolean isWaiting;

    /** Those for the calling thread. */
    Signals() {
        thread = Thread.currentThread();
        state = Py.getThreadState();
    }

    void handleBy(PyObject newHandler) {
        handler = newHandler;
    }

    /** A signal has come. Returns at once. */
    synchronized void signal(int number, boolean isAbroad) {
        if (isAbroad) {
            if (number == SIGINT) {
                thread.interrupt(); // what it waits for there ends
            } else {
                pending.add(number);
            }
            return;
        }
        pending.add(number);
        Lifeline.trace(state, deliverer);
        // What waits elsewhere than in the kernel cannot wait again, so only Ctrl-C ends it.
        if (isWaiting || number == SIGINT) {
            thread.interrupt();
        }
    }

    /** The main thread is back from another interpreter. */
    synchronized void resume() {
        if (!pending.isEmpty()) {
            Lifeline.trace(state, deliverer);
        }
    }

    /** The main thread begins to wait inside the kernel. */
    synchronized void beginWaiting() {
        isWaiting = true;
        if (!pending.isEmpty()) {
            thread.interrupt();
        }
    }

    synchronized void endWaiting() {
        isWaiting = false;
    }

    private synchronized Integer next() {
        Thread.interrupted();
        return pending.poll();
    }

    private synchronized boolean isAnyPending() {
        return !pending.isEmpty();
    }

    /** Handles what has come; the thread is the main one. */
    void deliver() {
        for (Integer number = next(); number != null; number = next()) {
            PyObject function = handler;
            if (function != null) {
                function.__call__(Py.newInteger(number));
            } else if (number == SIGINT) {
                throw new PyException(Py.KeyboardInterrupt);
            }
        }
    }

    /** Delivers once; every frame that it was given to lets it go then. */
    private final class Deliverer extends TraceFunction {
        @Override
        public TraceFunction traceCall(PyFrame frame) {
            return isAnyPending() ? this : forget();
        }

        @Override
        public TraceFunction traceLine(PyFrame frame, int line) {
            forget();
            frame.tracefunc = null;
            deliver();
            return null;
        }

        private TraceFunction forget() {
            if (state.tracefunc == this) {
                state.tracefunc = null;
            }
            return null;
        }

        @Override
        public TraceFunction traceReturn(PyFrame frame, PyObject value) {
            return this;
        }

        @Override
        public TraceFunction traceException(PyFrame frame, PyException exception) {
            if (exception.match(Py.KeyboardInterrupt)) {
                forgetInterrupt(); // it came by what the thread was waiting for
            }
            return isAnyPending() ? this : forget();
        }
    }

    private synchronized void forgetInterrupt() {
        pending.remove(SIGINT);
    }
}
