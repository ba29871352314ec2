package io.jmp.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command {@code jmp}: runs a Python program with the package multiprocessing inside the JVM. */
@Command(
        name = "jmp",
        description = "Runs a Python program with multiprocessing inside the JVM.",
        synopsisHeading = "Usage: jmp [options] SCRIPT [ARGS...] | -c CODE [ARGS...] | -m MODULE [ARGS...] | - [ARGS...]%n"
                + "       jmp trace [-o FILE]... SCRIPT [ARGS...]%n"
                + "       jmp doctor%n",
        customSynopsis = "",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        subcommands = {Doctor.class, Trace.class})
public final class Main implements Runnable {

    /** Programs may recurse as deep as where an operating system gives them their stack. */
    private static final long STACK_BYTES = 16L << 20;

    @Option(names = "-c", paramLabel = "CODE", description = "Run this source text.")
    private String code;

    @Option(names = "-m", paramLabel = "MODULE", description = "Run this module, found on sys.path.")
    private String module;

    @Option(names = "--start-method", paramLabel = "NAME",
            description = "The start method to begin with: context (default), spawn or forkserver.")
    private String startMethod;

    @Option(names = "--host", paramLabel = "NAME", defaultValue = "graalpy",
            description = "What runs Python: graalpy (default) or jython.")
    private String host;

    @Mixin
    private InterpreterFlags flags = new InterpreterFlags();

    @Parameters(arity = "0..*", paramLabel = "SCRIPT [ARGS...]",
            description = "A script (- for standard input) and its arguments.")
    private List<String> arguments = new ArrayList<>();

    private int status;

    /** Entry point. */
    public static void main(String[] args) throws InterruptedException {
        int[] status = {1};
        Thread main = new Thread(null, () -> status[0] = run(args), "main", STACK_BYTES);
        main.start();
        main.join();
        System.out.flush();
        System.err.flush();
        AotCache.makeInBackground();
        // Not exit(): what was to be done at the end is done, and no shutdown hook should delay the user.
        Runtime.getRuntime().halt(status[0]);
    }

    /** Runs the command; returns the exit status. */
    static int run(String[] args) {
        Main command = new Main();
        CommandLine line = new CommandLine(command).setStopAtPositional(true);
        line.getSubcommands().get("trace").setUnmatchedOptionsArePositionalParams(true);
        line.setParameterExceptionHandler(Main::usageError);
        line.setExecutionExceptionHandler((e, failed, result) -> {
            e.printStackTrace();
            return 1;
        });
        int result = line.execute(programLast(args));
        return result != 0 ? result : command.status;
    }

    private static int usageError(ParameterException e, String[] args) {
        System.err.println("jmp: " + e.getMessage());
        System.err.println("Try 'jmp --help'.");
        return 2;
    }

    /** Everything after {@code -c CODE} or {@code -m MODULE} belongs to the program: says so to the parser. */
    static String[] programLast(String[] args) {
        List<String> all = new ArrayList<>(List.of(args));
        for (int i = 0; i < all.size(); i++) {
            String arg = all.get(i);
            if (arg.equals("-c") || arg.equals("-m")) {
                if (i + 2 <= all.size()) {
                    all.add(Math.min(i + 2, all.size()), "--");
                }
                break;
            }
            if (arg.equals("--start-method") || arg.equals("--host") || arg.equals("-W") || arg.equals("-X")) {
                i++;
            } else if (!arg.startsWith("-") || arg.equals("-") || arg.equals("--")) {
                break;
            }
        }
        return all.toArray(new String[0]);
    }

    @Override
    public void run() {
        try {
            Program program = program();
            if (program != null) {
                // The classes of one host are loaded, not those of the other.
                switch (host) {
                    case "graalpy" -> status = GraalPyCommand.run(program, flags, startMethod);
                    case "jython" -> status = JythonCommand.run(program, flags, startMethod);
                    default -> fail(2, "unknown host '" + host + "': there are graalpy and jython");
                }
            }
        } catch (IOException e) {
            fail(1, e.toString());
        } catch (IllegalArgumentException e) {
            fail(2, e.getMessage());
        }
    }

    /** What to run; null if that failed. */
    private Program program() throws IOException {
        List<String> argv = new ArrayList<>(arguments);
        if (code != null) {
            argv.add(0, "-c");
            return new Program(Program.Kind.CODE, code.getBytes(StandardCharsets.UTF_8), null, argv);
        }
        if (module != null) {
            argv.add(0, "-m");
            return new Program(Program.Kind.MODULE, new byte[0], module, argv);
        }
        if (argv.isEmpty() || argv.get(0).equals("-")) {
            if (argv.isEmpty() && System.console() != null) {
                fail(2, "there is no interactive mode; give a script, -c CODE or -m MODULE (see jmp --help)");
                return null;
            }
            if (argv.isEmpty()) {
                argv.add("");
            }
            return new Program(Program.Kind.STDIN, System.in.readAllBytes(), null, argv);
        }
        Path script = Path.of(argv.get(0));
        if (!Files.isRegularFile(script)) {
            fail(2, "can't open file '" + script.toAbsolutePath() + "': [Errno 2] No such file or directory");
            return null;
        }
        return new Program(Program.Kind.SCRIPT, Files.readAllBytes(script), argv.get(0), argv);
    }

    private void fail(int code, String message) {
        PrintStream err = System.err;
        err.println("jmp: " + message);
        status = code;
    }
}
