package io.jmp.jython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs under Jython's own command, in a JVM of their own: nothing but the class path says that jmp is there. */
@Timeout(240)
class JythonCommandTest {

    @TempDir
    private Path directory;

    private Path out;
    private Path err;

    /** Runs a program to its end; returns the exit status. */
    private int run(String program) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("program.py"), program);
        out = directory.resolve("out");
        err = directory.resolve("err");
        // Without that option, Java 24 and later print a warning about a library of Jython's own.
        ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "org.python.util.jython",
                script.toString())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JYTHONPATH", directory.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> "the JVM does not end: " + text(out) + text(err));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aProgramNeedsNoChange() throws Exception {
        int status = run("""
                from multiprocessing import Pool, Process, Queue

                def square(n):
                    return n * n

                def put(queue):
                    queue.put('from the child')

                if __name__ == '__main__':
                    queue = Queue()
                    process = Process(target=put, args=(queue,))
                    process.start()
                    print queue.get()
                    process.join()
                    pool = Pool(2)
                    print pool.map(square, range(5))
                    pool.close()
                    pool.join()
                """);
        assertEquals("from the child\n[0, 1, 4, 9, 16]\n", text(out));
        assertEquals("", text(err));
        assertEquals(0, status);
    }

    @Test
    void whatImportsThePackageBeforeTheProgramBegins() throws Exception {
        Files.writeString(directory.resolve("sitecustomize.py"), "import multiprocessing\n");
        int status = run("""
                import sys
                from multiprocessing import Process

                def leave():
                    sys.exit(3)

                if __name__ == '__main__':
                    process = Process(target=leave)
                    process.start()
                    process.join()
                    print process.exitcode
                """);
        assertEquals("3\n", text(out), () -> text(err));
        assertEquals(0, status);
    }

    /** The child cannot be stopped: it does not come to a further line of Python. Its parent and the JVM do not wait for it. */
    @Test
    void aLoopInsideOfOneCallOfJavaIsAbandoned() throws Exception {
        int status = run("""
                import functools, time
                from java.lang import System
                from multiprocessing import Process, active_children

                def loop():
                    max(iter(functools.partial(System.setProperty, 'child.loops', 'yes'), 1))

                if __name__ == '__main__':
                    process = Process(target=loop, name='looping')
                    process.start()
                    while System.getProperty('child.loops') is None:
                        time.sleep(0.01)
                    process.terminate()
                    process.join(60)
                    print process.exitcode, process.is_alive(), active_children()
                    System.clearProperty('child.loops')
                    for i in range(6000):
                        if System.getProperty('child.loops') is not None:
                            print 'it still loops'
                            break
                        time.sleep(0.01)
                    further = Process(target=time.sleep, args=(0,))
                    further.start()
                    further.join()
                    print further.exitcode
                """);
        assertEquals("-15 False []\nit still loops\n0\n", text(out), () -> text(err));
        assertTrue(text(err).matches("(?s).*WARNING:? process \\d+ \\(looping\\) does not stop: it is inside of one call.*"), text(err));
        assertEquals(0, status);
    }
}
