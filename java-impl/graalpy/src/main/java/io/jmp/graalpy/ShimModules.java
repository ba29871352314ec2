package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import io.jmp.python.Kernel;
import io.jmp.python.KernelFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The Python packages inside the jars, for every context of a runtime: {@code multiprocessing}, and those of
 * {@link KernelFeature}. They are imported from memory, so they need no permission to read files, and their code was compiled
 * when jmp was built ({@link ShimCompiler}). Thread-safe.
 */
final class ShimModules {

    static final String CODES = "/io/jmp/graalpy/code/";

    private static final Source BOOTSTRAP = part("bootstrap");
    private static final Source LOADER = part("loader");
    private static final Source SIGNALS = part("signals");

    private final ConcurrentMap<String, Optional<byte[]>> resources = new ConcurrentHashMap<>();
    private final CompiledSources compiled = new CompiledSources();
    /** Whose module has which package. */
    private final Map<String, KernelFeature> owners = new HashMap<>();

    ShimModules() {
        KernelFeature.all().forEach(feature -> feature.packages().forEach(name -> owners.put(name, feature)));
    }

    /**
     * Makes the package importable in a context and gives it the kernel.
     *
     * @param copy the copy of the code that the context runs, see {@link CodeCopies}
     * @return the functions of bootstrap.py, as members
     */
    Value install(Context context, Kernel kernel, KernelBridge bridge, int copy) {
        return context.eval(BOOTSTRAP).execute(bridge.kernel(), bridge.functionTaker(),
                bridge.calls(new HostCalls(this, kernel, copy)), context.eval(LOADER), context.eval(SIGNALS));
    }

    private static Source part(String name) {
        return Source.newBuilder("python",
                new String(resource("/io/jmp/graalpy/" + name + ".py").orElseThrow(), StandardCharsets.UTF_8), "<jmp>")
                .cached(true).internal(true).buildLiteral();
    }

    /** The names of the packages. */
    List<String> packages() {
        List<String> names = new ArrayList<>(owners.keySet());
        names.add("multiprocessing");
        return names;
    }

    /** The source of a module, or null if its package has no such module. */
    byte[] source(String path) {
        return resource(KernelFeature.SOURCES, path);
    }

    /** The marshalled code of a module, or null if it was not compiled. */
    byte[] code(String path) {
        return resource(CODES, path + "c");
    }

    private byte[] resource(String root, String path) {
        return resources.computeIfAbsent(root + path, name -> {
            KernelFeature owner = owners.get(path.substring(0, Math.max(0, path.indexOf('/'))));
            return owner == null ? resource(name) : Optional.ofNullable(owner.resource(name));
        }).orElse(null);
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
