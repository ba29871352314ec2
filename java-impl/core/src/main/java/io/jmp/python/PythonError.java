package io.jmp.python;

import io.jmp.PythonException;

/**
 * An error that Python code is to see as one of its own exceptions.
 *
 * <p>The kernel throws it where CPython's {@code multiprocessing} raises; each host turns it into the Python exception
 * named by {@link #type()} at the call that caused it. Java callers see it as an unchecked exception.
 */
public final class PythonError extends PythonException {

    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String filename;

    /**
     * @param type the Python exception, as {@code ValueError}, or with its module where it is no builtin, as
     *     {@code queue.Empty}
     * @param message what {@code str(exception)} shows
     */
    public PythonError(String type, String message) {
        this(type, message, 0, null);
    }

    private PythonError(String type, String message, int errno, String filename) {
        super(type, message, "", false);
        this.errno = errno;
        this.filename = filename;
    }

    /**
     * The failure of a system call: {@code OSError}, or the subclass of it that Python has for the number.
     *
     * @param errno the system's number of the error
     * @param message the system's text for it
     * @param filename what the call was about; null for no name
     */
    public static PythonError ofSystem(int errno, String message, String filename) {
        return new PythonError("OSError", message, errno, filename);
    }

    /** The system's number of the error; 0 for an error that is not the system's. */
    public int errno() {
        return errno;
    }

    /** What the failed system call was about; null for no name. */
    public String filename() {
        return filename;
    }
}
