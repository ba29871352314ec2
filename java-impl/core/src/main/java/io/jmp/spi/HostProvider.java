package io.jmp.spi;

/**
 * A way to run Python: found by {@link java.util.ServiceLoader}, or given to
 * {@link io.jmp.MultiprocessingBuilder#host(HostProvider)}.
 */
public interface HostProvider {

    /**
     * The host's name.
     *
     * @return a short name, as {@code graalpy}
     */
    String name();

    /**
     * Opens a host.
     *
     * @param settings what the embedder asked for
     * @return the host; whoever called this closes it
     * @throws IllegalArgumentException if the host cannot do what is asked for; the message says what
     */
    PythonHost open(HostSettings settings);
}
