package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import io.jmp.python.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The Python package inside the jar, for every context of a runtime: it is imported from memory, so it needs no permission
 * to read files, and its code was compiled when jmp was built ({@link ShimCompiler}). Thread-safe.
 */
final class ShimModules {

    private static final String SOURCES = "/io/jmp/python/";
    static final String CODES = "/io/jmp/graalpy/code/";

    private static final Source BOOTSTRAP = Source.newBuilder("python",
            new String(resource("/io/jmp/graalpy/bootstrap.py").orElseThrow(), StandardCharsets.UTF_8), "<jmp>")
            .cached(true).internal(true).buildLiteral();

    private final ConcurrentMap<String, Optional<byte[]>> resources = new ConcurrentHashMap<>();
    private final CompiledSources compiled = new CompiledSources();

    /**
     * Makes the package importable in a context and gives it the kernel.
     *
     * @param copy the copy of the code that the context runs, see {@link CodeCopies}
     * @return the functions of bootstrap.py, as members
     */
    Value install(Context context, Kernel kernel, KernelBridge bridge, int copy) {
        Value install = context.eval(BOOTSTRAP);
        return install.execute(bridge.kernel(), bridge.functionTaker(), bridge.calls(new HostCalls(this, kernel, copy)));
    }

    /** The source of a module, or null if the package has no such module. */
    byte[] source(String path) {
        return resources.computeIfAbsent(SOURCES + path, ShimModules::resource).orElse(null);
    }

    /** The marshalled code of a module, or null if it was not compiled. */
    byte[] code(String path) {
        return resources.computeIfAbsent(CODES + path + "c", ShimModules::resource).orElse(null);
    }

    /** What interpreters compiled themselves. */
    CompiledSources compiled() {
        return compiled;
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream in = ShimModules.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
