package io.jmp.pycsp;

import io.jmp.csp.process.Recorders;
import io.jmp.csp.trace.TraceFormat;
import io.jmp.csp.trace.TraceRecorder;
import io.jmp.python.PythonError;

/** What the Python package calls to record what happens and to draw it. See {@link io.jmp.python} for the rules. */
public final class TraceCalls {

    private TraceRecorder recorder;

    /**
     * Begins to record.
     *
     * @param fileName says by its end as what the recording is to be written
     */
    public synchronized void begin(String fileName) {
        try {
            TraceFormat.of(fileName);
        } catch (IllegalArgumentException e) {
            throw new PythonError("ValueError", e.getMessage());
        }
        recorder = new TraceRecorder();
        Recorders.use(recorder);
    }

    /** Notes what the program says, for the calling process. */
    public synchronized void message(String text) {
        if (recorder != null) {
            recorder.message(text);
        }
    }

    /** Ends the recording; returns what is to be written. */
    public synchronized String end(String fileName) {
        if (Recorders.current() == recorder) {
            Recorders.use(null);
        }
        String text = TraceFormat.of(fileName).text(recorder.trace());
        recorder = null;
        return text;
    }
}
