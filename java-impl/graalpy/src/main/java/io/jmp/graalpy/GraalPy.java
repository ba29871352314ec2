package io.jmp.graalpy;

import io.jmp.spi.HostProvider;
import io.jmp.spi.HostSettings;
import io.jmp.spi.PythonHost;
import java.util.Objects;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;

/**
 * GraalPy as the host of {@link io.jmp.Multiprocessing}, which finds it on the class path.
 *
 * <p>An embedder that makes contexts itself gives its settings:
 *
 * <pre>{@code
 * Multiprocessing.newBuilder().host(GraalPy.with(() -> GraalPyResources.contextBuilder(virtualFileSystem))).build()
 * }</pre>
 */
public final class GraalPy implements HostProvider {

    private final Supplier<Context.Builder> contextSettings;

    /** Makes the host with settings of its own: for {@link java.util.ServiceLoader}. */
    public GraalPy() {
        this(null);
    }

    private GraalPy(Supplier<Context.Builder> contextSettings) {
        this.contextSettings = contextSettings;
    }

    /**
     * The host with settings of an embedder.
     *
     * @param contextSettings makes the settings of a context; it is called once for every process, and once for each spare.
     *     What these contexts may do, the processes may do, and nothing else. The engine is the host's
     * @return the host
     */
    public static GraalPy with(Supplier<Context.Builder> contextSettings) {
        return new GraalPy(Objects.requireNonNull(contextSettings));
    }

    @Override
    public String name() {
        return "graalpy";
    }

    /**
     * Opens the host.
     *
     * @throws IllegalArgumentException if settings of an embedder are to be trusted as well: it is they that say what is allowed
     */
    @Override
    public PythonHost open(HostSettings settings) {
        if (settings.trusted() && contextSettings != null) {
            throw new IllegalArgumentException("either give settings of contexts, or say that Python code is trusted");
        }
        GraalPyRuntime runtime = new GraalPyRuntime(GraalPyRuntime.newBuilder().embedded(settings, contextSettings));
        return PythonHost.of(runtime.processes(), settings, MainModule::code);
    }
}
