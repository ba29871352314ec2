package io.jmp.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.python.core.Options;
import picocli.CommandLine.Option;

/**
 * The flags of CPython's command, as options of GraalPy or Jython: programs start others with {@code [sys.executable, '-E', ...]}. Those
 * without a meaning here are accepted and ignored: -b, -d, -R, -X.
 */
final class InterpreterFlags {

    @Option(names = "-B", hidden = true)
    private boolean dontWriteBytecode; // on GraalPy, jmp never writes any

    @Option(names = "-E", hidden = true)
    private boolean ignoreEnvironment;

    @Option(names = "-I", hidden = true)
    private boolean isolate;

    @Option(names = "-O", hidden = true)
    private boolean[] optimize = {};

    @Option(names = "-P", hidden = true)
    private boolean safePath;

    @Option(names = "-q", hidden = true)
    private boolean quiet;

    @Option(names = "-s", hidden = true)
    private boolean noUserSite;

    @Option(names = "-S", hidden = true)
    private boolean noSite;

    @Option(names = "-u", hidden = true)
    private boolean unbuffered;

    @Option(names = "-v", hidden = true)
    private boolean[] verbose = {};

    @Option(names = "-W", hidden = true)
    private List<String> warnings = new ArrayList<>();

    @Option(names = {"-b", "-d", "-R"}, hidden = true)
    private boolean[] ignored = {};

    @Option(names = "-X", hidden = true)
    private List<String> implementation = new ArrayList<>();

    /** Whether the environment's PYTHON... variables count. */
    boolean readEnvironment() {
        return !ignoreEnvironment && !isolate;
    }

    /** The options that the flags stand for. */
    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "IgnoreEnvironmentFlag", !readEnvironment());
        put(options, "IsolateFlag", isolate);
        put(options, "PythonOptimizeFlag", optimize.length > 0);
        put(options, "SafePathFlag", safePath || isolate);
        put(options, "QuietFlag", quiet);
        put(options, "NoUserSiteFlag", noUserSite || isolate);
        put(options, "NoSiteFlag", noSite);
        put(options, "UnbufferedIO", unbuffered);
        put(options, "VerboseFlag", verbose.length > 0);
        if (noSite) {
            options.put("python.ForceImportSite", "false");
        }
        if (!warnings.isEmpty()) {
            options.put("python.WarnOptions", String.join(",", warnings));
        }
        return options;
    }

    /** Sets the options of Jython that the flags stand for. */
    void setForJython(boolean writeNoBytecode, boolean unbufferedStreams) {
        Options.dont_write_bytecode = dontWriteBytecode || writeNoBytecode;
        Options.ignore_environment = !readEnvironment();
        Options.importSite = !noSite;
        Options.no_user_site = noUserSite || isolate;
        Options.optimize = optimize.length;
        Options.unbuffered = unbuffered || unbufferedStreams;
    }

    /** What stands behind each -W. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private static void put(Map<String, String> options, String name, boolean set) {
        if (set) {
            options.put("python." + name, "true");
        }
    }
}
