package io.jmp.process;

import io.jmp.parcel.Parcel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Java code as a process. */
final class JavaInterpreter implements Interpreter {

    private static final Logger LOG = System.getLogger(JavaInterpreter.class.getName());

    private static final long INTERRUPT_MILLIS = 10;

    private final Thread thread = Thread.currentThread();
    private final ProcessTable.Service code;

    private JavaInterpreter(ProcessTable.Service code) {
        this.code = code;
    }

    /** The whole life of a process, on the calling thread. */
    static void live(JvmProcess process, ProcessTable.Service code) {
        JavaInterpreter interpreter = new JavaInterpreter(code);
        int exitCode = 1;
        try {
            exitCode = process.begin(interpreter) ? interpreter.run(process, null) : process.wantedExitCode();
        } finally {
            Thread.interrupted(); // a late interrupt must not disturb what is done at the end
            process.end(exitCode);
        }
    }

    @Override
    public int run(JvmProcess process, Parcel program) {
        try {
            Object result = code.run(process);
            return result instanceof Integer exitCode ? exitCode & 0xff : 0;
        } catch (Throwable e) {
            if (process.isStopping()) {
                return process.wantedExitCode();
            }
            process.fail(e);
            LOG.log(Level.WARNING, "process " + process.pid() + " (" + process.name() + ") failed", e);
            return 1;
        }
    }

    @Override
    public void cancel() {
        while (thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(INTERRUPT_MILLIS);
            } catch (InterruptedException e) {
                return; // the JVM ends
            }
        }
    }

    @Override
    public void signal(int number) {
        thread.interrupt();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
