package io.jmp.launcher;

import io.jmp.graalpy.GraalPyRuntime;
import io.jmp.graalpy.MainModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * The runs that make a start faster.
 *
 * <p>With the argument {@code imports}: a program alone in its JVM imports the modules that programs use most, and GraalPy
 * writes their byte code to the cache. Without: the JVM learns from a program that uses what most programs use, run by the
 * same path as the command runs a script, what to put into the ahead-of-time cache. It exits by {@code exit()}, which writes
 * the cache.
 */
final class Training {

    private static final String IMPORTS = """
            import importlib
            for name in (
                    'argparse asyncio base64 bisect calendar collections.abc concurrent.futures configparser contextlib '
                    'copy csv ctypes dataclasses datetime decimal enum fnmatch fractions functools getopt getpass glob '
                    'gzip hashlib heapq hmac html http.client importlib.metadata inspect io itertools json logging math '
                    'numbers operator os pathlib pickle platform pprint queue random re runpy sched secrets select '
                    'shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys tempfile '
                    'textwrap threading time timeit traceback types typing unittest urllib.request uuid warnings weakref '
                    'xml.etree.ElementTree zipfile multiprocessing.pool multiprocessing.dummy').split():
                try:
                    importlib.import_module(name)
                except ImportError:
                    pass
            """;

    private Training() {}

    /** Entry point; called by {@code bin/jmp}. */
    public static void main(String[] args) throws IOException {
        boolean imports = args.length > 0;
        GraalPyRuntime.Builder builder = GraalPyRuntime.newBuilder()
                .arguments("training.py").handleInterrupts(true).warmUp(!imports);
        PythonEnvironment.options(Map.of(), System.getProperty("jmp.cache"), imports).forEach(builder::option);
        if (imports) {
            System.exit(builder.build().run(MainModule.code(IMPORTS)));
        }
        new CommandLine(new Main()).parseArgs("script.py", "argument");
        Path script = Files.createTempFile("jmp-training", ".py");
        int status;
        try (InputStream in = Training.class.getResourceAsStream("training.py")) {
            Files.write(script, in.readAllBytes());
            status = builder.build().run(MainModule.script(script));
        } finally {
            Files.deleteIfExists(script);
        }
        System.exit(status);
    }
}
