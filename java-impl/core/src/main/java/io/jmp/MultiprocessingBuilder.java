package io.jmp;

import io.jmp.python.Permissions;
import io.jmp.spi.HostProvider;
import io.jmp.spi.HostSettings;
import io.jmp.spi.RuntimeBuilder;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;

/** Settings of a {@link Multiprocessing}. All are optional. Not thread-safe. */
public final class MultiprocessingBuilder extends RuntimeBuilder<MultiprocessingBuilder> {

    private HostProvider provider;
    private String hostName;
    private boolean trusted;
    private final List<Path> path = new ArrayList<>();
    private int spares = 1;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;

    MultiprocessingBuilder() {
        super(Permissions.NONE);
    }

    @Override
    protected MultiprocessingBuilder self() {
        return this;
    }

    /**
     * What runs Python, where several hosts are on the class path.
     *
     * @param name the host's name, as {@code graalpy}
     * @return this
     */
    public MultiprocessingBuilder host(String name) {
        hostName = Objects.requireNonNull(name);
        return this;
    }

    /**
     * What runs Python, with settings of its own, as {@code GraalPy.with(...)}.
     *
     * @param newProvider opens the host
     * @return this
     */
    public MultiprocessingBuilder host(HostProvider newProvider) {
        provider = Objects.requireNonNull(newProvider);
        return this;
    }

    /**
     * Lets Python code do what the command {@code python} may do: files, sockets, environment, native modules, programs.
     *
     * @return this
     */
    public MultiprocessingBuilder trusted() {
        trusted = true;
        return permissions(Permissions.ALL);
    }

    /**
     * Adds to Python's path.
     *
     * @param directories directories with modules, which Python code may read
     * @return this
     */
    public MultiprocessingBuilder path(Path... directories) {
        path.addAll(List.of(directories));
        return this;
    }

    /**
     * How many booted interpreters wait for a start at the least. They take some megabytes each.
     *
     * @param number the number; 1 if none is given. Once a process was started, at least one for each processor is kept
     * @return this
     */
    public MultiprocessingBuilder spares(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a negative number of spares");
        }
        spares = number;
        return this;
    }

    /**
     * Standard input of Python code.
     *
     * @param stream the stream; that of the JVM if none is given
     * @return this
     */
    public MultiprocessingBuilder in(InputStream stream) {
        in = Objects.requireNonNull(stream);
        return this;
    }

    /**
     * Standard output of Python code.
     *
     * @param stream the stream, to which several threads write; that of the JVM if none is given
     * @return this
     */
    public MultiprocessingBuilder out(OutputStream stream) {
        out = Objects.requireNonNull(stream);
        return this;
    }

    /**
     * Standard error of Python code.
     *
     * @param stream the stream, to which several threads write; that of the JVM if none is given
     * @return this
     */
    public MultiprocessingBuilder err(OutputStream stream) {
        err = Objects.requireNonNull(stream);
        return this;
    }

    /**
     * Opens the runtime. It boots interpreters in the background.
     *
     * @return the runtime; whoever called this closes it
     * @throws IllegalArgumentException if the host that was asked for is not there, or cannot do what was asked for
     */
    public Multiprocessing build() {
        return new Multiprocessing(provider(), settings());
    }

    HostSettings settings() {
        return new HostSettings(startMethod(), trusted, permissions(), limits(), path, spares, in, out, err);
    }

    /** The host that was asked for, or the first on the class path, or null. */
    HostProvider provider() {
        if (provider != null) {
            return provider;
        }
        List<String> names = new ArrayList<>();
        for (HostProvider found : ServiceLoader.load(HostProvider.class, Multiprocessing.class.getClassLoader())) {
            if (hostName == null || hostName.equals(found.name())) {
                return found;
            }
            names.add(found.name());
        }
        if (hostName != null) {
            throw new IllegalArgumentException("no host '" + hostName + "' on the class path: there are " + names);
        }
        return null;
    }
}
