package io.jmp.memory.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.python.PythonError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where the JVM may not call native code, the error says what to do. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class NativeAccessTest {

    /** In a JVM of its own. */
    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            try {
                Posix.unlink("/jmp-nothing");
            } catch (PythonError e) {
                System.out.println(e.type() + " " + e.getMessage());
            }
        }
    }

    private static List<String> run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NativeAccessTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertEquals(0, process.waitFor());
        assertEquals(2, lines.size(), lines::toString);
        return lines;
    }

    private static void assertExplained(List<String> lines) {
        for (String line : lines) {
            assertTrue(line.startsWith("NotImplementedError shared memory with a name needs native access: start java with"
                    + " --enable-native-access=ALL-UNNAMED, and let JNA have its library (java.lang."), line);
        }
    }

    @Test
    void withItEverythingIsAsUsual() throws Exception {
        assertTrue(run().stream().allMatch(line -> line.equals("OSError No such file or directory")));
    }

    @Test
    void withoutALibrary() throws Exception {
        assertExplained(run("-Djna.noclasspath=true", "-Djna.nosys=true"));
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void whereTheJvmDenies() throws Exception {
        assertExplained(run("--illegal-native-access=deny"));
    }
}
