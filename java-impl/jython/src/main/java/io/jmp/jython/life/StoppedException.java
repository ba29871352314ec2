package io.jmp.jython.life;

/** Thrown through the frames of an interpreter that is stopped. No {@code except} and no {@code finally} gets further than its first line. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("the interpreter is stopped", null, false, false);
    }
}
