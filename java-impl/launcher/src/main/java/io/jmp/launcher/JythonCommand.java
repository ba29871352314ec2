package io.jmp.launcher;

import io.jmp.jython.JythonRuntime;
import io.jmp.jython.MainModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import sun.misc.Signal;

/** Runs a program on Jython. */
final class JythonCommand {

    private JythonCommand() {}

    /** Runs it to its end; returns the exit status. */
    static int run(Program program, InterpreterFlags flags, String startMethod) throws IOException {
        Map<String, String> environment = flags.readEnvironment() ? System.getenv() : Map.of();
        flags.setForJython(environment.containsKey("PYTHONDONTWRITEBYTECODE"), environment.containsKey("PYTHONUNBUFFERED"));
        JythonRuntime runtime = JythonRuntime.newBuilder()
                .registry(registry(environment))
                .arguments(program.argv())
                .warnings(warnings(environment, flags))
                .executable(System.getProperty("jmp.command"))
                .startMethod(startMethod)
                .warmUp(program.startsProcesses())
                .build();
        Signal.handle(new Signal("INT"), signal -> runtime.interrupt());
        // Not closed: the process ends now, and with it everything that is left.
        return runtime.run(mainModule(program));
    }

    private static MainModule mainModule(Program program) throws IOException {
        return switch (program.kind()) {
            case CODE -> MainModule.code(program.text());
            case MODULE -> MainModule.module(program.name());
            case STDIN -> MainModule.stdin(program.source());
            case SCRIPT -> MainModule.script(Path.of(program.name()));
        };
    }

    /** Jython's settings, with what its own command takes from the environment. */
    private static Properties registry(Map<String, String> environment) {
        Properties registry = new Properties();
        registry.putAll(System.getProperties());
        String path = environment.getOrDefault("JYTHONPATH", "");
        if (!path.isEmpty()) {
            registry.putIfAbsent("python.path", path);
        }
        String[] encoding = environment.getOrDefault("PYTHONIOENCODING", "").split(":", 2);
        if (!encoding[0].isEmpty()) {
            registry.putIfAbsent("python.io.encoding", encoding[0]);
        }
        if (encoding.length > 1 && !encoding[1].isEmpty()) {
            registry.putIfAbsent("python.io.errors", encoding[1]);
        }
        return registry;
    }

    private static List<String> warnings(Map<String, String> environment, InterpreterFlags flags) {
        List<String> warnings = new ArrayList<>(flags.warnings());
        for (String option : environment.getOrDefault("PYTHONWARNINGS", "").split(",")) {
            if (!option.isBlank()) {
                warnings.add(option.strip());
            }
        }
        return warnings;
    }
}
