package io.jmp.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(out);
        System.setErr(err);
    }

    private void refused(String message, String... args) {
        assertEquals(2, Main.run(args));
        String text = complaints.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("jmp: ") && text.contains(message), text);
    }

    @Test
    void whatFollowsAProgramBelongsToIt() {
        assertArrayEquals(new String[] {"-c", "print(1)", "--", "-x", "--version"},
                Main.programLast(new String[] {"-c", "print(1)", "-x", "--version"}));
        assertArrayEquals(new String[] {"--start-method", "spawn", "-m", "pytest", "--", "-q"},
                Main.programLast(new String[] {"--start-method", "spawn", "-m", "pytest", "-q"}));
        assertArrayEquals(new String[] {"script.py", "-c", "x"}, Main.programLast(new String[] {"script.py", "-c", "x"}));
        assertArrayEquals(new String[] {"-W", "-c", "-E", "-c", "x", "--", "-m"},
                Main.programLast(new String[] {"-W", "-c", "-E", "-c", "x", "-m"}));
        assertArrayEquals(new String[] {"-", "-m"}, Main.programLast(new String[] {"-", "-m"}));
        assertArrayEquals(new String[] {"-c"}, Main.programLast(new String[] {"-c"}));
    }

    @Test
    void aMissingScript() {
        refused("can't open file", "/nowhere/script.py");
    }

    @Test
    void aDirectory(@TempDir Path directory) {
        refused("can't open file", directory.toString());
    }

    @Test
    void anUnknownOption() {
        refused("--no-such-option", "--no-such-option", "script.py");
    }

    @Test
    void anOptionWithoutItsValue() {
        refused("-c", "-c");
    }

    @Test
    void anUnknownHost() {
        refused("unknown host 'cobol'", "--host", "cobol", "-c", "pass");
    }

    @Test
    void anUnknownStartMethod(@TempDir Path directory) throws Exception {
        Path script = Files.writeString(directory.resolve("script.py"), "pass\n");
        assertEquals(2, Main.run(new String[] {"--start-method", "teleport", script.toString()}));
        assertTrue(complaints.toString(StandardCharsets.UTF_8).contains("teleport"), complaints.toString());
    }

    @Test
    void theVersion() {
        assertEquals(0, Main.run(new String[] {"--version"}));
        assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith("jmp "), printed.toString());
    }
}
