package io.jmp.launcher;

import io.jmp.graalpy.NativeModules;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jmp doctor}: what this machine offers, and what is missing for what. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Shows the JDK, the versions, and which features are available and why not.")
final class Doctor implements Runnable {

    @Option(names = "--make-aot-cache",
            description = "Make the ahead-of-time cache now (JDK 25 and later; done by bin/jmp).")
    private boolean makeAotCache;

    @Override
    public void run() {
        Runtime runtime = Runtime.getRuntime();
        int java = Runtime.version().feature();
        row("jmp", Versions.of("jmp"));
        row("GraalPy", Versions.of("graalpy") + " (Python 3.12)");
        row("Jython", Versions.of("jython") + " (Python 2.7): jmp --host jython SCRIPT");
        row("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name") + ", "
                + System.getProperty("java.home"));
        row("processors", Integer.toString(runtime.availableProcessors()));
        row("heap", "at most " + (runtime.maxMemory() >> 20) + " MiB");
        row("processes", "start method 'context': available");
        row("native modules", nativeModules());
        row("start-up cache", startUpCache(java));
        row("comparison", onPath("python3") ? "python3 is there" : "no python3: differential tests are skipped");
    }

    private static String nativeModules() {
        if (!NativeModules.canBeLoaded()) {
            return "not available: ctypes, sqlite3, termios and C extensions need Java 22 or later";
        }
        return NativeModules.canBeIsolated()
                ? "available in every process"
                : "in the first process that imports them only: install the program patchelf to have them in every process";
    }

    private static String startUpCache(int java) {
        if (java < 25) {
            return "not available: needs Java 25 or later";
        }
        String file = System.getProperty("jmp.aot.cache");
        if (file == null) {
            return "switched off";
        }
        return (Files.exists(Path.of(file)) ? "in use: " : "not made yet: ") + file;
    }

    private static boolean onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static void row(String what, String how) {
        System.out.printf("%-15s %s%n", what, how);
    }
}
