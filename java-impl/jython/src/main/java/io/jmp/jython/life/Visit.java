package io.jmp.jython.life;

import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyFrame;
import org.python.core.PySystemState;
import org.python.core.ThreadState;
import org.python.core.TraceFunction;

/** The time that a thread spends in an interpreter that is not its own. */
public final class Visit implements AutoCloseable {

    private final Lifeline host;
    private final Lifeline visitor;
    private final ThreadState state = Py.getThreadState();
    private final PySystemState interpreter = state.getSystemState();
    private final PyFrame frame = state.frame;
    private final PyException exception = state.exception;
    private final TraceFunction tracefunc = state.tracefunc;

    /**
     * @param visitor the interpreter of the calling thread; null for a thread of Java
     */
    public Visit(Lifeline host, Lifeline visitor) {
        this.host = host;
        this.visitor = visitor;
        if (visitor != null) {
            visitor.setAbroad(true);
        }
        state.frame = null;
        state.exception = null;
        state.tracefunc = null;
        state.setSystemState(host.interpreter());
    }

    @Override
    public void close() {
        // Whoever stops the host must not interrupt a thread that has left it.
        synchronized (host) {
            state.setSystemState(interpreter);
            state.frame = frame;
            state.exception = exception;
            state.tracefunc = tracefunc;
            if (host.isStopped()) {
                Thread.interrupted();
            }
        }
        if (visitor != null) {
            visitor.setAbroad(false);
        }
    }
}
