package io.jmp.launcher;

import java.nio.file.Path;
import java.util.Map;

/** Where GraalPy keeps the compiled form of imported modules: in the user's cache, unless the user wants none. */
final class ByteCode {

    private ByteCode() {}

    static Map<String, String> settings() {
        String unwanted = System.getenv("PYTHONDONTWRITEBYTECODE");
        String home = System.getProperty("jmp.cache");
        if (home == null || unwanted != null && !unwanted.isEmpty() && System.getenv("JMP_PYCACHE") == null) {
            return Map.of();
        }
        return Map.of("python.DontWriteBytecodeFlag", "false", "python.PyCachePrefix", Path.of(home, "pycache").toString());
    }
}
