package io.jmp.csp.process;

/** Who is told what happens. Without a recorder, each event costs one look at a field. */
public final class Recorders {

    private static volatile Recorder recorder;

    private Recorders() {}

    /** Sets the recorder of all networks from now on; null for none. Returns the one before. */
    public static Recorder use(Recorder newRecorder) {
        Recorder before = recorder;
        recorder = newRecorder;
        return before;
    }

    /** The recorder; null if there is none. */
    public static Recorder current() {
        return recorder;
    }
}
