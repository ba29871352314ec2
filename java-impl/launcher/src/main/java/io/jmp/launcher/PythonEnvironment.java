package io.jmp.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What CPython takes from the environment of a command, as options of GraalPy.
 *
 * <p>Byte code of imported modules is read from the user's cache and never written by programs: GraalPy cannot write the code
 * of one interpreter while another one compiles. {@link Training} fills the cache.
 */
final class PythonEnvironment {

    /** Variables that are options of GraalPy under another name. */
    private static final Map<String, String> OPTIONS = Map.of(
            "PYTHONPATH", "python.PythonPath",
            "PYTHONHASHSEED", "python.HashSeed",
            "PYTHONWARNINGS", "python.WarnOptions",
            "PYTHONIOENCODING", "python.StandardStreamEncoding");

    private PythonEnvironment() {}

    /**
     * The options for a program.
     *
     * @param environment the environment variables
     * @param cache where byte code is kept; null for nowhere
     * @param writeByteCode whether imports write to the cache: only for a program that is the only interpreter
     */
    static Map<String, String> options(Map<String, String> environment, String cache, boolean writeByteCode) {
        Map<String, String> options = new LinkedHashMap<>();
        OPTIONS.forEach((variable, option) -> {
            if (isSet(environment, variable)) {
                options.put(option, environment.get(variable));
            }
        });
        if (isSet(environment, "PYTHONUNBUFFERED")) {
            options.put("python.UnbufferedIO", "true");
        }
        if (cache != null) {
            options.put("python.DontWriteBytecodeFlag", Boolean.toString(!writeByteCode));
            options.put("python.PyCachePrefix", Path.of(cache, "pycache").toString());
        }
        return options;
    }

    private static boolean isSet(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }
}
