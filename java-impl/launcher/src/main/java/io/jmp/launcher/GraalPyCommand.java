package io.jmp.launcher;

import io.jmp.graalpy.GraalPyRuntime;
import io.jmp.graalpy.MainModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs a program on GraalPy. */
final class GraalPyCommand {

    private GraalPyCommand() {}

    /** Runs it to its end; returns the exit status. */
    static int run(Program program, InterpreterFlags flags, String startMethod) throws IOException {
        GraalPyRuntime.Builder builder = GraalPyRuntime.newBuilder()
                .arguments(program.argv().toArray(new String[0]))
                .startMethod(startMethod)
                .handleInterrupts(true)
                .preload(ProgramImports.of(program.text(), program.directory()))
                .warmUp(program.startsProcesses());
        PythonEnvironment.options(flags.readEnvironment() ? System.getenv() : Map.of(), System.getProperty("jmp.cache"), false)
                .forEach(builder::option);
        flags.options().forEach(builder::option);
        if (System.getProperty("jmp.command") != null) {
            builder.option("python.Executable", System.getProperty("jmp.command"));
        }
        // Not closed: the process ends now, and with it everything that is left.
        return builder.build().run(mainModule(program));
    }

    private static MainModule mainModule(Program program) throws IOException {
        return switch (program.kind()) {
            case CODE -> MainModule.code(program.text());
            case MODULE -> MainModule.module(program.name());
            case STDIN -> MainModule.stdin(program.text());
            case SCRIPT -> MainModule.script(Path.of(program.name()));
        };
    }
}
