package io.jmp.jython;

import io.jmp.spi.HostProvider;
import io.jmp.spi.HostSettings;
import io.jmp.spi.PythonHost;

/**
 * Jython as the host of {@link io.jmp.Multiprocessing}, which finds it on the class path.
 *
 * <pre>{@code
 * Multiprocessing.newBuilder().host("jython").trusted().build()
 * }</pre>
 *
 * <p>Jython has no means to restrict what Python code does: it has to be trusted.
 */
public final class Jython implements HostProvider {

    /** Makes the host: for {@link java.util.ServiceLoader}. */
    public Jython() {}

    @Override
    public String name() {
        return "jython";
    }

    /**
     * Opens the host.
     *
     * @throws IllegalArgumentException if Python code is not to be trusted
     */
    @Override
    public PythonHost open(HostSettings settings) {
        if (!settings.trusted()) {
            throw new IllegalArgumentException("Jython cannot restrict what Python code does: say that it is trusted, or use GraalPy");
        }
        JythonRuntime runtime = JythonRuntime.newBuilder().embedded(settings).buildWithoutMain();
        return PythonHost.of(runtime.processes(), settings, MainModule::code);
    }
}
