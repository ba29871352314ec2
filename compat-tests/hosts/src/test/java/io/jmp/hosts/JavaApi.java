package io.jmp.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Limits;
import io.jmp.Multiprocessing;
import io.jmp.MultiprocessingBuilder;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.manager.ProcessManager;
import io.jmp.memory.SharedArray;
import io.jmp.memory.TypeCode;
import io.jmp.pool.ProcessPool;
import io.jmp.pool.WorkerLostException;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API as it has to be whatever runs Python. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JavaApi {

    private static final String PROGRAM = """
            import multiprocessing
            import sys

            def square(n):
                return n * n

            def fail(text):
                raise ValueError(text)

            class MyError(Exception):
                pass

            def fail_otherwise():
                raise MyError('a', 1)

            def loop(started):
                started.set()
                while True:
                    pass

            def leave(code):
                sys.exit(code)

            def local():
                return lambda: 0

            def echo(queue, results):
                for item in iter(queue.get, 'end'):
                    results.put([type(item).__name__, item])

            def say(word):
                line = sys.stdin.readline()
                sys.stdout.write('%s %s' % (word, line))
                sys.stderr.write('%d letters\\n' % len(word))

            def start_method():
                return multiprocessing.get_start_method()

            def count(shared):
                for i in range(10):
                    shared['n'] = shared.get('n', 0) + 1
            """;

    private Multiprocessing mp;

    /** Settings with which this host runs Python code. */
    abstract MultiprocessingBuilder builder();

    @BeforeAll
    void open() {
        mp = builder().build();
    }

    @AfterAll
    void close() {
        mp.close();
    }

    @Test
    void functionsAreTargets() throws Exception {
        ProcessQueue<Object> queue = mp.newQueue();
        assertEquals(0, mp.start("time:sleep", 0).waitFor());
        JvmProcess putter = mp.start(Target.source("def f(q, n):\n    q.put([n, None])\n", "f").named("putter"), queue, 1);
        assertEquals("putter", putter.name());
        assertEquals(Arrays.asList(1, null), queue.take());
        assertEquals(putter, putter.onExit().get(60, TimeUnit.SECONDS));
        assertEquals(0, putter.exitCode());
        assertNull(putter.failure());
    }

    @Test
    void anErrorOfAProcessIsKnown() throws Exception {
        JvmProcess process = mp.start(Target.source(PROGRAM, "fail"), "wrong");
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertEquals("ValueError", error.type());
        assertEquals("wrong", error.getMessage());
        assertTrue(error.traceback().contains("in fail"), error.traceback());
    }

    /** Also what is raised before its function is called. */
    @ParameterizedTest
    @CsvSource({"def f(:, SyntaxError", "1 / 0, ZeroDivisionError", "import nowhere, (Import|ModuleNotFound)Error",
        "x = 1, AttributeError"})
    void anErrorOfAProgramIsKnown(String program, String type) throws Exception {
        JvmProcess process = mp.start(Target.source(program, "f"));
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertTrue(error.type().matches(type), error.type());
        assertTrue(error.traceback().contains(error.type()), error.traceback());
        try (ProcessPool pool = mp.newPool(1, program)) {
            Throwable cause = assertThrows(ExecutionException.class, () -> pool.submit("f").get(60, TimeUnit.SECONDS)).getCause();
            assertTrue(cause.toString().contains(error.type()), cause.toString());
        }
    }

    @Test
    void whoExitsDoesNotFail() throws Exception {
        for (Target target : List.of(Target.source("import sys\nsys.exit(3)\n", "f"), Target.source("def f():\n    raise SystemExit(3)\n", "f"))) {
            JvmProcess leaver = mp.start(target);
            assertEquals(3, leaver.waitFor());
            assertNull(leaver.failure());
        }
    }

    @Test
    void valuesOfJavaArriveAndComeBack() throws Exception {
        ProcessQueue<Object> queue = mp.newQueue();
        ProcessQueue<List<Object>> results = mp.newQueue();
        JvmProcess process = mp.start(Target.source(PROGRAM, "echo"), queue, results);
        Object[] values = {null, true, 42, 1L << 40, 1.5, "text", "h\u00f6her \ud83d\ude00", List.of(1, List.of()), Map.of("a", 1)};
        for (Object value : values) {
            queue.put(value);
            assertEquals(value, results.take().get(1));
        }
        queue.put("end");
        assertEquals(0, process.waitFor());
    }

    @Test
    void memoryIsSharedNotCopied() throws Exception {
        SharedArray array = mp.newArray(TypeCode.DOUBLE, 1000);
        array.set(7, 1.5);
        assertEquals(0, mp.start(Target.source("def f(array):\n    array[7] *= 2\n", "f"), array).waitFor());
        assertEquals(3.0, array.getDouble(7));
    }

    @Test
    void aPoolCallsPython() throws Exception {
        try (ProcessPool pool = mp.newPool(2, PROGRAM)) {
            assertEquals(49, pool.submit("square", 7).get());
            assertEquals(4.0, pool.<Double>submit("math:sqrt", 16).get());
            assertEquals(6, pool.<Integer>submitSource("def f(a):\n    return a + 1\n", "f", 5).get());
            assertEquals(List.of(0, 1, 4, 9), pool.<Integer>map("square", List.of(0, 1, 2, 3)));
        }
    }

    @Test
    void errorsOfTasksAreKnown() throws Exception {
        try (ProcessPool pool = mp.newPool(1, PROGRAM)) {
            PythonException error = failure(pool.submit("fail", "wrong"));
            assertEquals("ValueError", error.type());
            assertEquals("wrong", error.getMessage());
            assertTrue(error.traceback().contains("in fail"), error.traceback());
            PythonException other = failure(pool.submit("fail_otherwise"));
            assertEquals("__main__.MyError", other.type());
            assertEquals("('a', 1)", other.getMessage());
            assertTrue(failure(pool.submit("nowhere:f")).type().matches("(Import|ModuleNotFound)Error"));
            assertEquals("AttributeError", failure(pool.submit("math:nothing")).type());
            assertEquals("TypeError", failure(pool.submit("square")).type());
            PythonException unsendable = failure(pool.submit("local"));
            assertTrue(unsendable.getMessage().contains("pickle"), unsendable.toString());
            ExecutionException lost = assertThrows(ExecutionException.class, () -> pool.submit("leave", 3).get());
            assertInstanceOf(WorkerLostException.class, lost.getCause());
            assertEquals(9, pool.<Integer>submit("square", 3).get(), "the worker was replaced");
        }
    }

    static PythonException failure(CompletableFuture<?> future) {
        return assertInstanceOf(PythonException.class,
                assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS)).getCause());
    }

    @Test
    void aTaskThatLoopsIsCancelled() throws Exception {
        try (ProcessPool pool = mp.newPool(1, PROGRAM)) {
            ProcessEvent started = mp.newEvent();
            CompletableFuture<Object> looping = pool.submit("loop", started);
            CompletableFuture<Object> waiting = pool.submit("square", 1);
            CompletableFuture<Integer> last = pool.submit("square", 2);
            assertTrue(started.await(60, TimeUnit.SECONDS));
            assertTrue(waiting.cancel(true));
            assertTrue(looping.cancel(true));
            assertThrows(CancellationException.class, looping::get);
            assertEquals(4, last.get(60, TimeUnit.SECONDS));
            CompletableFuture<Object> timed = pool.submit("loop", mp.newEvent()).orTimeout(200, TimeUnit.MILLISECONDS);
            assertInstanceOf(TimeoutException.class, assertThrows(ExecutionException.class, timed::get).getCause());
            assertEquals(1, pool.<Integer>submit("square", 1).get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void aManagerIsAnInterpreter() throws Exception {
        try (ProcessManager manager = mp.newManager()) {
            Map<Object, Object> map = manager.newMap();
            for (int i = 0; i < 2; i++) {
                assertEquals(0, mp.start(Target.source(PROGRAM, "count"), map).waitFor());
            }
            assertEquals(20, map.get("n"));
        }
    }

    @Test
    void streamsPathAndStartMethod(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("of_the_embedder.py"), "def f():\n    return __file__\n");
        ByteArrayInputStream in = new ByteArrayInputStream("line\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Multiprocessing own = builder().path(directory).in(in).out(out).err(err).startMethod("spawn").spares(0).build();
                ProcessPool pool = own.newPool(1, PROGRAM)) {
            pool.submit("say", "some").get();
            assertEquals("some line\n", out.toString(StandardCharsets.UTF_8));
            assertEquals("4 letters\n", err.toString(StandardCharsets.UTF_8));
            assertTrue(pool.submit("of_the_embedder:f").get().toString().contains("of_the_embedder"));
            assertEquals("spawn", pool.submit("start_method").get());
        }
        try (ProcessPool pool = mp.newPool(1)) {
            assertTrue(failure(pool.submit("of_the_embedder:f")).type().matches("(Import|ModuleNotFound)Error"));
        }
    }

    @Test
    void aProcessThatTakesTooLongIsKilled() throws Exception {
        try (Multiprocessing own = builder().limits(Limits.NONE.withTaskTime(Duration.ofSeconds(2))).build()) {
            JvmProcess endless = own.start(Target.source("def f():\n    while True:\n        pass\n", "f"));
            assertEquals(-9, endless.waitFor());
            assertInstanceOf(TimeoutException.class, endless.failure());
        }
    }
}
