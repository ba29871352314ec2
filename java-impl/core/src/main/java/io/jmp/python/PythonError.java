package io.jmp.python;

import java.util.Objects;

/**
 * An error that Python code is to see as one of its own exceptions.
 *
 * <p>The kernel throws it where CPython's {@code multiprocessing} raises; each host turns it into the Python exception
 * named by {@link #type()} at the call that caused it. Java callers see it as an unchecked exception.
 */
public final class PythonError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type the Python exception, as {@code ValueError}, or with its module where it is no builtin, as
     *     {@code queue.Empty}
     * @param message what {@code str(exception)} shows
     */
    public PythonError(String type, String message) {
        super(message, null, false, false);
        this.type = Objects.requireNonNull(type);
    }

    /** The Python exception's name: bare for a builtin, else with its module. */
    public String type() {
        return type;
    }

    @Override
    public String toString() {
        return type + ": " + getMessage();
    }
}
