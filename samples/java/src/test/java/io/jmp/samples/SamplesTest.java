package io.jmp.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the samples, and compares the guide's code with theirs. */
@Timeout(120)
class SamplesTest {

    private interface Main {
        void main(String[] args) throws Exception;
    }

    private static String output(Main sample) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            sample.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hello() throws Exception {
        assertEquals("49\n[1, 4, 9]\nValueError: wrong\n[42, null, hello]\nexit code 0\n", output(Hello::main));
    }

    @Test
    void pipeline() throws Exception {
        assertEquals("5000 words, exit codes 0 0 0\n", output(Pipeline::main));
    }

    @Test
    void sharedNumbers() throws Exception {
        assertEquals("999000.0 499500.5\n", output(SharedNumbers::main));
    }

    @Test
    void http() throws Exception {
        String output = output(HttpPool::main);
        assertTrue(output.matches("200 primes below 100: 25\n503 .*TimeoutException.*\n200 primes below 1000: 168\n"), output);
    }

    @Test
    void untrusted() throws Exception {
        assertEquals("""
                return 6 * 7 -> 42
                return open('/etc/passwd').read() -> FileNotFoundError
                import java; return str(java.type('java.lang.System')) -> NotImplementedError
                import threading; threading.Thread(target=print).start() -> RuntimeError
                import multiprocessing; multiprocessing.Process(target=print).start() -> BlockingIOError
                return 'x' * 1000000 -> OSError
                while True: pass -> took too long
                """, output(Untrusted::main));
    }

    @Test
    void theGuideShowsTheCodeOfTheSamples() throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("guide")));
        int found = 0;
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("sources")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher tags = Pattern.compile("(?s)// tag::(\\w+)\\[\\]\n(.*?)[ ]*// end::\\1\\[\\]").matcher(Files.readString(file));
                while (tags.find()) {
                    found++;
                    String code = tags.group(2).stripTrailing().stripIndent(); // a last line that is empty counts as one without indent
                    assertTrue(guide.contains("```java\n" + code + "\n```\n"),
                            "the guide differs from " + file.getFileName() + ", " + tags.group(1) + ":\n" + code);
                }
            }
        }
        assertEquals(found, guide.split("```java\n", -1).length - 1, "each piece of Java in the guide is from a sample");
        assertTrue(found >= 6);
    }
}
