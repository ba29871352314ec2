package io.jmp;

import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * What a process or a task executes: a function of Python, or Java code. Immutable.
 */
public final class Target {

    private final String source;
    private final String function;
    private final Callable<?> code;
    private final String name;

    private Target(String source, String function, Callable<?> code, String name) {
        this.source = source;
        this.function = function;
        this.code = code;
        this.name = Objects.requireNonNull(name);
    }

    /**
     * A function of a Python module that is found on the path.
     *
     * @param name module and function with a colon between, as {@code "math:sqrt"} or {@code "package.module:Class.method"}
     * @return the target
     * @throws IllegalArgumentException if there is no colon between two names
     */
    public static Target function(String name) {
        int colon = name.indexOf(':');
        if (colon <= 0 || colon == name.length() - 1) {
            throw new IllegalArgumentException("a function of Python is written 'module:function', not '" + name + "'");
        }
        return new Target(null, name, null, name.substring(colon + 1));
    }

    /**
     * A function of a piece of Python source. The source is executed once in each process that needs it.
     *
     * @param source Python code that defines the function
     * @param function the function's name
     * @return the target
     */
    public static Target source(String source, String function) {
        return new Target(Objects.requireNonNull(source), Objects.requireNonNull(function), null, function);
    }

    /**
     * Java code. It is not copied: what it refers to, it shares.
     *
     * @param code what is executed
     * @return the target
     */
    public static Target of(Callable<?> code) {
        return new Target(null, null, Objects.requireNonNull(code), "java");
    }

    /**
     * Java code without a result.
     *
     * @param code what is executed
     * @return the target
     */
    public static Target of(Runnable code) {
        Objects.requireNonNull(code);
        return of(() -> {
            code.run();
            return null;
        });
    }

    /**
     * The same with a name of its own, which the process and its thread have.
     *
     * @param newName the name
     * @return a new target
     */
    public Target named(String newName) {
        return new Target(source, function, code, newName);
    }

    /**
     * The name of processes with this target.
     *
     * @return the function's name, if none was given
     */
    public String name() {
        return name;
    }

    /** The source, or null if there is none. */
    String source() {
        return source;
    }

    /** The function's name, with its module if there is no source; null for Java code. */
    String function() {
        return function;
    }

    /** The Java code, or null for Python. */
    Callable<?> code() {
        return code;
    }

    @Override
    public String toString() {
        return "Target[" + (code != null ? code : function) + "]";
    }
}
