package io.jmp.launcher;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** The ahead-of-time cache that JDK 25 and later load classes and profiles from. {@code bin/jmp} makes and uses it. */
final class AotCache {

    private AotCache() {}

    /** After a run that had no cache: lets {@code bin/jmp} make one, with low priority and without anybody waiting. */
    static void makeInBackground() {
        String jmp = System.getProperty("jmp.aot.make");
        if (jmp == null) {
            return;
        }
        File nowhere = new File("/dev/null");
        try {
            new ProcessBuilder(List.of("nice", "-n", "15", jmp, "doctor", "--make-aot-cache"))
                    .redirectInput(nowhere).redirectOutput(nowhere).redirectError(nowhere).start();
        } catch (IOException e) {
            // Only a faster start is lost; the next run tries again.
        }
    }
}
