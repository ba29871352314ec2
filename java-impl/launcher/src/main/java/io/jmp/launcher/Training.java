package io.jmp.launcher;

import io.jmp.graalpy.GraalPyRuntime;
import io.jmp.graalpy.MainModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The run from which the JVM learns what to put into the ahead-of-time cache: a program that uses what most programs use,
 * run by the same path as the command runs a script. It exits by {@code exit()}, which writes the cache.
 */
final class Training {

    private Training() {}

    /** Entry point; called by {@code bin/jmp}. */
    public static void main(String[] args) throws IOException {
        Path script = Files.createTempFile("jmp-training", ".py");
        int status;
        try (InputStream in = Training.class.getResourceAsStream("training.py")) {
            Files.write(script, in.readAllBytes());
            String text = Files.readString(script, StandardCharsets.UTF_8);
            GraalPyRuntime.Builder builder = GraalPyRuntime.newBuilder()
                    .arguments(script.toString()).handleInterrupts(true).warmUp(text.contains("multiprocessing"));
            PythonEnvironment.options(Map.of(), System.getProperty("jmp.cache")).forEach(builder::option);
            new picocli.CommandLine(new Main()).parseArgs("script.py", "argument");
            status = builder.build().run(MainModule.script(script));
        } finally {
            Files.deleteIfExists(script);
        }
        System.exit(status);
    }
}
