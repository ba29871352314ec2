package io.jmp.graalpy;

import io.jmp.graalpy.interop.KernelBridge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The Python package inside the jar, for every context of a runtime: it is imported from memory, so it needs no permission
 * to read files, and its code is compiled once and kept as marshalled bytes. Thread-safe.
 */
final class ShimModules {

    private static final String ROOT = "/io/jmp/python/";

    private static final Source BOOTSTRAP = Source.newBuilder("python", text("/io/jmp/graalpy/bootstrap.py"), "<jmp>")
            .cached(true).internal(true).buildLiteral();

    private final Map<String, byte[]> codes = new ConcurrentHashMap<>();

    /**
     * Makes the package importable in a context and gives it the kernel.
     *
     * @return the functions of bootstrap.py, as members
     */
    Value install(Context context, KernelBridge bridge) {
        Value install = context.eval(BOOTSTRAP);
        return install.execute(bridge.kernel(), bridge.raiserTaker(), bridge.calls(new HostCalls(this)));
    }

    /** The source of a module, or null if the package has no such module. */
    String source(String path) {
        return ShimModules.class.getResource(ROOT + path) == null ? null : text(ROOT + path);
    }

    /** The marshalled code of a module, or null if none is known. */
    byte[] code(String path) {
        return codes.get(path);
    }

    void keepCode(String path, byte[] code) {
        codes.put(path, code);
    }

    private static String text(String resource) {
        try (InputStream in = ShimModules.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
