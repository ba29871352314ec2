package io.jmp.launcher;

import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import io.jmp.csp.trace.TraceFormat;
import io.jmp.csp.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jmp trace}: runs a program, and draws its network of processes and what happened in it. */
@Command(name = "trace", mixinStandardHelpOptions = true,
        description = "Runs a program as jmp does, and draws its network of PyCSP processes and channels, and what happened when.",
        customSynopsis = "jmp trace [-o FILE]... [options] SCRIPT [ARGS...]")
final class Trace implements Callable<Integer> {

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "What to write; may be given several times. The end of the name says what: a page (.html), the graph for"
                    + " Graphviz (.dot), or the events for Chrome's trace viewer and Perfetto (.json)."
                    + " Default: the script's name with .trace.html.")
    private List<Path> files = new ArrayList<>();

    @Parameters(arity = "1..*", paramLabel = "SCRIPT [ARGS...]", description = "The program, with everything that jmp takes.")
    private List<String> program;

    @Override
    public Integer call() {
        if (files.isEmpty()) {
            files.add(Path.of(name() + ".trace.html"));
        }
        try {
            files.forEach(file -> TraceFormat.of(file.toString()));
        } catch (IllegalArgumentException e) {
            System.err.println("jmp: " + e.getMessage());
            return 2;
        }
        // Before the program runs, which may take long.
        for (Path file : files) {
            Path directory = file.toAbsolutePath().getParent();
            if (Files.isDirectory(file) || !Files.isWritable(directory)) {
                System.err.println("jmp: cannot write " + file + ": "
                        + (Files.isDirectory(file) ? "it is a directory" : "its directory is not there, or not to be written to"));
                return 2;
            }
        }
        TraceRecorder recorder = new TraceRecorder();
        Recorder before = Recorders.use(recorder);
        int status = Main.run(program.toArray(new String[0]));
        Recorders.use(before);
        System.out.flush();
        return write(recorder.trace()) || status != 0 ? status : 1;
    }

    /** Whether all files could be written. */
    private boolean write(io.jmp.csp.trace.Trace trace) {
        if (trace.processes().isEmpty()) {
            System.err.println("jmp: the program has used no process and no channel of pycsp, so there is nothing to draw");
            return true;
        }
        boolean written = true;
        for (Path file : files) {
            try {
                TraceFormat.write(trace, file);
                System.err.println("jmp: " + trace.messages() + " messages drawn in " + file);
            } catch (IOException e) {
                System.err.println("jmp: cannot write " + file + ": " + e.getMessage());
                written = false;
            }
        }
        return written;
    }

    /** The name of the script, without what is before and after. */
    private String name() {
        String first = program.get(0);
        if (first.startsWith("-")) {
            return "program";
        }
        String script = Path.of(first).getFileName().toString();
        return script.endsWith(".py") ? script.substring(0, script.length() - ".py".length()) : script;
    }
}
