package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes leave nothing behind, however many there were. */
@Timeout(600)
class ManyProcessesTest {

    private static final MainModule PROGRAM = MainModule.code("""
            def nothing():
                pass

            def wait(q, event):
                q.put(1)
                event.wait()
            """);

    private static final String HELPER = "python-actions-";
    private static final int HELPERS_OF_AN_INTERPRETER = 6;
    /** One for all, from its first use on. */
    private static final String ALARMS = "jmp-alarms";

    @Test
    void nothingIsLeft() throws InterruptedException {
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().contextSettings(() -> Context.newBuilder("python")
                .allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.ALL).allowCreateThread(true)).build()) {
            oneAfterTheOther(runtime, 50); // the pool of spares and the caches of the engine reach their size
            manyAtOnce(runtime, 200);
            long heap = Heap.atRest();
            int threads = threadsAtRest(Integer.MAX_VALUE);
            oneAfterTheOther(runtime, 1000);
            manyAtOnce(runtime, 200);
            long grown = Heap.atRest() - heap;
            assertTrue(grown < 8 * Heap.MIB, "the heap grew by " + grown / Heap.MIB + " MiB");
            assertTrue(threadsAtRest(threads) <= threads, () -> "threads are left; there were " + threads + ", now " + names());
            assertEquals(1, runtime.processes().alive().size());
        }
    }

    /** GraalPy's engine keeps all code that is compiled, so it must not be compiled by each process. */
    @Test
    void modulesOfTheUserAreNotCompiledByEachProcess(@TempDir Path directory) throws Exception {
        String functions = IntStream.range(0, 1_000).mapToObj("""
                def f%1$d(x, y=%1$d, *, z=(%1$d, 'text')):
                    return [x + i for i in range(y) if i not in z] or None
                """::formatted).collect(Collectors.joining("\n"));
        Path module = Files.writeString(directory.resolve("of_the_user.py"), functions);
        MainModule program = MainModule.code("""
                import sys
                sys.path.insert(0, '%s')

                def nothing():
                    from of_the_user import f0
                    assert f0(1) is None
                """.formatted(directory));
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().contextSettings(() -> Context.newBuilder("python")
                .allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.ALL).allowCreateThread(true)).build()) {
            oneAfterTheOther(runtime, program, 20);
            assertNotNull(runtime.shim().compiled().get(module.toString(), Files.readAllBytes(module)), "nobody has compiled it for all");
            long heap = Heap.atRest();
            oneAfterTheOther(runtime, program, 40);
            long grown = Heap.atRest() - heap;
            assertTrue(grown < 8 * Heap.MIB, "the heap grew by " + grown / Heap.MIB + " MiB");
        }
    }

    private static void oneAfterTheOther(GraalPyRuntime runtime, int n) throws InterruptedException {
        oneAfterTheOther(runtime, PROGRAM, n);
    }

    private static void oneAfterTheOther(GraalPyRuntime runtime, MainModule program, int n) throws InterruptedException {
        for (int i = 0; i < n; i++) {
            JvmProcess process = runtime.start(program, "nothing");
            process.join();
            assertEquals(0, process.exitCode());
        }
    }

    private static void manyAtOnce(GraalPyRuntime runtime, int n) throws InterruptedException {
        ProcessQueue<Object> queue = new ProcessQueue<>();
        ProcessEvent event = new ProcessEvent();
        List<JvmProcess> processes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            processes.add(runtime.start(PROGRAM, "wait", queue, event));
        }
        for (int i = 0; i < n; i++) {
            assertEquals(1, queue.take());
        }
        event.set();
        for (JvmProcess process : processes) {
            assertTrue(process.join(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitCode());
        }
    }

    /** The number of threads, once it is not above a bound, or does not shrink any more. */
    private static int threadsAtRest(int bound) throws InterruptedException {
        int threads = threads();
        for (int i = 0; i < 100 && (threads > bound || i < 10); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            threads = threads();
        }
        return threads;
    }

    /** All but the helpers of GraalPy, of which an idle interpreter gets more with time, up to a bound. */
    private static int threads() {
        List<String> names = names();
        long interpreters = names.stream().filter(name -> name.startsWith("jmp-spare-")).count();
        long helpers = names.stream().filter(name -> name.startsWith(HELPER)).count();
        return (int) (names.size() - Math.min(helpers, interpreters * HELPERS_OF_AN_INTERPRETER));
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> !name.equals(ALARMS)).sorted().toList();
    }
}
