package io.jmp.graalpy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Modules that are C code ({@code ctypes}, {@code sqlite3}, {@code termios}, C extensions).
 *
 * <p>GraalPy loads them with the foreign-function interface of Java 22 and later. More than one interpreter of a JVM can have
 * them only as copies of their own, for which GraalPy needs the program {@code patchelf}.
 */
public final class NativeModules {

    private static final boolean CAN_BE_LOADED = Runtime.version().feature() >= 22;

    private NativeModules() {}

    /** {@return whether this JVM can load them} */
    public static boolean canBeLoaded() {
        return CAN_BE_LOADED;
    }

    /** {@return whether every process can have them, not just the first that imports one} */
    public static boolean canBeIsolated() {
        return CAN_BE_LOADED && Holder.PATCHELF;
    }

    /** {@return what is missing for them in every process, and what to do; null if nothing is} */
    public static String hint() {
        if (!CAN_BE_LOADED) {
            return "native modules need Java 22 or later; this is Java " + Runtime.version().feature();
        }
        return Holder.PATCHELF ? null : "native modules in more than one process need the program patchelf on the PATH";
    }

    private static final class Holder {
        static final boolean PATCHELF = onPath("patchelf");
    }

    private static boolean onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
