package io.jmp.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;

/**
 * A feature that another module adds to the kernel of every interpreter, and the Python packages that use it. The module only
 * has to be on the class path: it names its class in {@code META-INF/services/io.jmp.python.KernelFeature}.
 *
 * <p>One object serves all interpreters; it is made at every start, so its class must be small. Thread-safe.
 */
public interface KernelFeature {

    /** Where the sources of Python packages are, inside the jar of their module. */
    String SOURCES = "/io/jmp/python/";

    /** The features on the class path, in no particular order. */
    static List<KernelFeature> all() {
        return Loaded.FEATURES;
    }

    /** The name under which Python finds it: {@code kernel.<name>}. */
    String name();

    /** Its object of calls for one interpreter; see {@link io.jmp.python} for the rules. Made at boot, so it must be cheap. */
    Object calls(Kernel kernel);

    /** The top-level names of the Python packages that come with it. Their sources are resources below {@link #SOURCES}. */
    default List<String> packages() {
        return List.of();
    }

    /**
     * A resource of the module that brings the feature; null if there is none.
     *
     * @param path absolute, as {@code /io/jmp/python/name/__init__.py}
     */
    default byte[] resource(String path) {
        try (InputStream in = getClass().getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds what was found, from the first use on. */
    final class Loaded {
        private static final List<KernelFeature> FEATURES =
                ServiceLoader.load(KernelFeature.class, KernelFeature.class.getClassLoader()).stream()
                        .map(Provider::get).toList();

        private Loaded() {}
    }
}
