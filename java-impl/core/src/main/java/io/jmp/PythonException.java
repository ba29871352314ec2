package io.jmp;

import java.util.Objects;

/**
 * An error of Python code, as Java sees it.
 *
 * <p>Where a function fails in a process, this is the {@linkplain Throwable#getCause() cause} of what its future throws, and
 * {@link io.jmp.process.JvmProcess#failure()}. The exception object itself stays in its process: what is here is text. Where
 * the kernel refuses something, it throws this with the type that Python code would see, and without a traceback.
 */
public class PythonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The type's name. */
    private final String type;
    /** Python's traceback. */
    private final String traceback;

    /**
     * Makes an exception.
     *
     * @param type the name of its type: bare for a builtin, else with its module, as {@code decimal.InvalidOperation}
     * @param message what Python's {@code str(exception)} shows
     * @param traceback what Python prints for it, or an empty text
     */
    public PythonException(String type, String message, String traceback) {
        this(type, message, traceback, true);
    }

    /**
     * Makes an exception, for subclasses.
     *
     * @param type the name of its type
     * @param message what Python's {@code str(exception)} shows
     * @param traceback what Python prints for it, or an empty text
     * @param withStack whether to note the stack of Java
     */
    protected PythonException(String type, String message, String traceback, boolean withStack) {
        super(message, null, withStack, withStack);
        this.type = Objects.requireNonNull(type);
        this.traceback = Objects.requireNonNull(traceback);
    }

    /**
     * The name of the exception's type.
     *
     * @return bare for a builtin, as {@code ValueError}, else with its module
     */
    public final String type() {
        return type;
    }

    /**
     * The traceback, as Python prints it.
     *
     * @return the text with the lines of the files, the type and the message; empty if the kernel threw this
     */
    public final String traceback() {
        return traceback;
    }

    @Override
    public String toString() {
        String message = getMessage();
        return message == null || message.isEmpty() ? type : type + ": " + message;
    }
}
