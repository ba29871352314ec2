package io.jmp.jython.life;

import io.jmp.wait.Parking;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyFile;
import org.python.core.PyFrame;
import org.python.core.PyObject;
import org.python.core.PySystemState;
import org.python.core.ThreadState;
import org.python.core.TraceFunction;

/**
 * Stops and interrupts one interpreter from outside.
 *
 * <p>Jython has nothing for that. But the frames of a thread can be given a trace function by any other thread, and one that
 * throws ends whatever the thread executes at its next line. It costs nothing before. What waits is interrupted. A thread that
 * stays inside one call that is implemented in Java, as {@code max(iter(int, 1))}, does not come to a next line. Thread-safe.
 */
public final class Lifeline {

    /** How long to wait between two attempts: a thread may enter a new frame while another one sets the trace functions. */
    private static final long RETRY_MILLIS = 2;

    private final PySystemState interpreter;
    private final Thread mainThread = Thread.currentThread();
    private final ThreadState mainState = Py.getThreadState();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Signals signals = new Signals();
    private final TraceFunction stopper = new Stopper();
    private volatile boolean stopped;
    private volatile boolean abroad;

    /** The calling thread is the interpreter's main thread. */
    public Lifeline(PySystemState interpreter) {
        this.interpreter = interpreter;
    }

    /** Whether somebody has stopped the interpreter. */
    public boolean isStopped() {
        return stopped;
    }

    /** Whether the main thread executes nothing of the interpreter any more. */
    public boolean isOver() {
        return stopped || ended.getCount() == 0;
    }

    /** Whether the calling thread is the interpreter's main thread. */
    public boolean isMainThread() {
        return Thread.currentThread() == mainThread;
    }

    PySystemState interpreter() {
        return interpreter;
    }

    /** Whether a thread of the interpreter executes a call in another one. Counts the main thread only. */
    void setAbroad(boolean isAbroad) {
        if (isMainThread()) {
            abroad = isAbroad;
            if (!isAbroad) {
                signals.resume();
            }
        }
    }

    /** Whether the main thread executes a call in another interpreter. */
    public boolean isAbroad() {
        return abroad;
    }

    /** The main thread executes nothing of the interpreter any more. */
    public void end() {
        ended.countDown();
    }

    /**
     * Ends everything that the interpreter executes.
     *
     * @return false if the main thread did not end in time, or executes a call in another interpreter; it ends when it returns
     */
    public boolean stop(long timeout, TimeUnit unit) {
        stopped = true;
        // Threads report what ends them.
        interpreter.stderr = new PyFile(OutputStream.nullOutputStream());
        long end = System.nanoTime() + unit.toNanos(timeout);
        boolean over = false;
        while (!over && !abroad && System.nanoTime() < end) {
            over = stopThreads();
        }
        return over || ended.getCount() == 0;
    }

    /** One attempt; whether no thread is left. */
    private boolean stopThreads() {
        boolean isOver = ended.getCount() == 0;
        synchronized (this) {
            Map<Thread, ThreadState> threads = ThreadStates.of(interpreter);
            if (isOver) {
                threads.remove(mainThread);
            } else {
                threads.putIfAbsent(mainThread, mainState);
            }
            threads.remove(Thread.currentThread());
            if (threads.isEmpty()) {
                return true;
            }
            threads.forEach((thread, state) -> {
                trace(state, stopper);
                if (thread != mainThread) {
                    thread.setUncaughtExceptionHandler((dead, error) -> { }); // Jython lets the exception out
                }
                thread.interrupt();
            });
        }
        try {
            if (isOver) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            } else {
                ended.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    static void trace(ThreadState state, TraceFunction function) {
        state.tracefunc = function;
        int depth = 0;
        for (PyFrame frame = state.frame; frame != null && depth < 100_000; frame = frame.f_back, depth++) {
            frame.tracefunc = function;
        }
    }

    /**
     * Lets the main thread handle a signal; SIGINT raises KeyboardInterrupt there, if no handler of Python's says otherwise. Returns at
     * once.
     */
    public void signal(int number) {
        signals.signal(number, abroad);
    }

    /** Takes the Python function that handles signals by their number. */
    public void takeSignals(PyObject function) {
        signals.handleBy(function);
    }

    /** Runs an operation that waits: it ends when the interpreter is stopped, or by what the handler of a signal raises. */
    public void block(Parking.Operation operation) {
        boolean isMain = isMainThread();
        while (true) {
            if (stopped) {
                throw new StoppedException();
            }
            if (isMain) {
                signals.beginWaiting();
            }
            try {
                operation.run();
                return;
            } catch (InterruptedException e) {
                if (stopped) {
                    throw new StoppedException();
                }
                if (!isMain) {
                    throw new PyException(Py.KeyboardInterrupt); // a visitor is told by its own interpreter
                }
            } finally {
                if (isMain) {
                    signals.endWaiting();
                }
            }
            signals.deliver();
        }
    }

    private final class Stopper extends TraceFunction {
        @Override
        public TraceFunction traceCall(PyFrame frame) {
            return this;
        }

        @Override
        public TraceFunction traceLine(PyFrame frame, int line) {
            throw new StoppedException();
        }

        @Override
        public TraceFunction traceReturn(PyFrame frame, PyObject value) {
            return this;
        }

        @Override
        public TraceFunction traceException(PyFrame frame, PyException exception) {
            return this;
        }
    }
}
