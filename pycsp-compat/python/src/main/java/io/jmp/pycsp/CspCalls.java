package io.jmp.pycsp;

import io.jmp.python.Blocking;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Timeouts;
import java.util.concurrent.TimeUnit;

/** What the Python package calls for its processes and channels. See {@link io.jmp.python} for the rules. */
public final class CspCalls {

    /** Runs the process with a number, in the interpreter that the calls belong to. */
    private volatile PythonFunction runner;

    /** Takes the function that runs a process: it gets the process's number, and null. */
    public void useRunner(PythonFunction function) {
        runner = function;
    }

    /** Starts a process of the calling interpreter. */
    public Object start(String name, long number) {
        return CspThread.start(name, () -> runner.call(number, null));
    }

    /** Waits for the end of a process; false when the time ran out. */
    @Blocking
    public boolean join(CspThread process, double timeout) throws InterruptedException {
        long nanos = Timeouts.nanos(timeout);
        return process.join(nanos < 0 ? Long.MAX_VALUE : nanos, TimeUnit.NANOSECONDS);
    }
}
