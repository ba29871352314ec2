package io.jmp.recorder;

import jdk.jfr.FlightRecorder;

/**
 * Events for the JDK's Flight Recorder: {@code jmp.ProcessStart}, {@code jmp.ProcessEnd}, {@code jmp.Task} and {@code jmp.QueueWait}.
 *
 * <p>As long as nobody records, nothing of the recorder is loaded, so a start costs no more for it. A JVM without the module
 * {@code jdk.jfr} has no events.
 */
public final class Recorder {

    private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recorder() {}

    /** Whether somebody may record. */
    public static boolean isOn() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** An event with a duration, from when it was made. */
    public interface Span {
        /** Ends it; {@code succeeded} says how. */
        void end(boolean succeeded);
    }

    /** A process was started. */
    public static void processStarted(long pid, String name, long parent) {
        if (isOn()) {
            new Events.ProcessStart(pid, name, parent).commit();
        }
    }

    /** A process has ended. */
    public static void processEnded(long pid, String name, int exitCode) {
        if (isOn()) {
            new Events.ProcessEnd(pid, name, exitCode).commit();
        }
    }

    /** A worker begins a task; null if nobody records. */
    public static Span task(long worker) {
        return isOn() ? Events.Task.begun(worker) : null;
    }

    /** Somebody begins to wait for an item of a queue. Only while {@link #isOn()}. */
    public static Span queueWait() {
        return Events.QueueWait.begun();
    }
}
