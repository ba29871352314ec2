package io.jmp.launcher;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where GraalPy keeps the compiled form of imported modules: in the user's cache, never beside the sources. A user who wants
 * no byte code written gets none written, but what the cache has is used.
 */
final class ByteCode {

    private ByteCode() {}

    /** The options of GraalPy for a program. */
    static Map<String, String> settings() {
        String unwanted = System.getenv("PYTHONDONTWRITEBYTECODE");
        return settings(unwanted == null || unwanted.isEmpty());
    }

    /** The options of GraalPy. */
    static Map<String, String> settings(boolean write) {
        String home = System.getProperty("jmp.cache");
        if (home == null) {
            return Map.of();
        }
        return Map.of("python.DontWriteBytecodeFlag", Boolean.toString(!write),
                "python.PyCachePrefix", Path.of(home, "pycache").toString());
    }
}
