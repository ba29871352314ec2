package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jmp.Multiprocessing;
import io.jmp.Target;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As {@link LockedDownTest}: native code. Without the program {@code patchelf}, only the first interpreter of a JVM that wants
 * native code can get it, so each attempt has a JVM of its own.
 */
@Timeout(120)
class LockedNativeCodeTest {

    private static final String PROGRAM = """
            import multiprocessing

            def attempt():
                import _ctypes

            def nest():
                p = multiprocessing.Process(target=attempt)
                p.start()
                p.join()
                raise SystemExit(p.exitcode)
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"false, attempt, 1", "false, nest, 1", "true, attempt, 0", "true, nest, 0"})
    void nativeCodeIsForThoseWhoAreAllowedIt(boolean isAllowed, String function, int exitCode) throws Exception {
        assumeTrue(NativeModules.canBeLoaded(), "native code needs Java 22");
        File output = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Attempt.class.getName(),
                String.valueOf(isAllowed), function).redirectErrorStream(true).redirectOutput(output).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end");
        String text = Files.readString(output.toPath());
        assertTrue(text.contains("exit code " + exitCode), text);
        assertEquals(!isAllowed, text.contains("native access is not allowed"), text);
    }

    /** The program of that JVM. */
    static final class Attempt {

        private Attempt() {}

        public static void main(String[] arguments) throws InterruptedException {
            boolean isAllowed = Boolean.parseBoolean(arguments[0]);
            GraalPy host = GraalPy.with(() -> Context.newBuilder("python").allowHostAccess(HostAccess.EXPLICIT)
                    .allowIO(IOAccess.ALL).allowNativeAccess(isAllowed));
            int exitCode;
            try (Multiprocessing mp = Multiprocessing.newBuilder().host(host).build()) {
                exitCode = mp.start(Target.source(PROGRAM, arguments[1])).waitFor();
            }
            System.out.println("exit code " + exitCode);
            Runtime.getRuntime().halt(0);
        }
    }
}
