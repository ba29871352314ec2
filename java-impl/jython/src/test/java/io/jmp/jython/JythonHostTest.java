package io.jmp.jython;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API with processes of Jython. */
@Timeout(120)
class JythonHostTest {

    private static final String PROGRAM = """
            import sys

            def square(n):
                return n * n

            def half(n):
                return n / 2

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

            def say(*words):
                print(*words)
                sys.stderr.write('%d words\\n' % len(words))

            def count(shared):
                for i in range(10):
                    shared['n'] = shared.get('n', 0) + 1
            """;

    private static Multiprocessing mp;

    private static MultiprocessingBuilder builder() {
        return Multiprocessing.newBuilder().host("jython").trusted();
    }

    @BeforeAll
    static void open() {
        mp = builder().build();
    }

    @AfterAll
    static void close() {
        mp.close();
    }

    @Test
    void codeThatIsNotTrustedIsRefused() {
        MultiprocessingBuilder untrusted = Multiprocessing.newBuilder().host("jython");
        assertTrue(assertThrows(IllegalArgumentException.class, untrusted::build).getMessage().contains("trusted"));
    }

    @Test
    void functionsAreTargets() throws Exception {
        ProcessQueue<Object> queue = mp.newQueue();
        assertEquals(0, mp.start("time:sleep", 0).waitFor());
        JvmProcess putter = mp.start(Target.source("def f(q, n):\n    q.put([n, None])\n", "f").named("putter"), queue, 1);
        assertEquals("putter", putter.name());
        assertEquals(Arrays.asList(1, null), queue.take());
        assertEquals(0, putter.waitFor());
    }

    @Test
    void anErrorOfAProcessIsKnown() throws Exception {
        JvmProcess process = mp.start(Target.source(PROGRAM, "fail"), "wrong");
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertEquals("ValueError", error.type());
        assertEquals("wrong", error.getMessage());
        assertTrue(error.traceback().contains("in fail"), error.traceback());
        assertEquals(3, mp.start(Target.source(PROGRAM, "leave"), 3).waitFor());
    }

    /** Also what is raised before its function is called. */
    @ParameterizedTest
    @CsvSource({"def f(:, SyntaxError", "1 / 0, ZeroDivisionError", "import nowhere, ImportError", "x = 1, AttributeError"})
    void anErrorOfAProgramIsKnown(String program, String type) throws Exception {
        JvmProcess process = mp.start(Target.source(program, "f"));
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertEquals(type, error.type());
        assertTrue(error.traceback().contains(type), error.traceback());
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
        queue.put(new byte[] {1, (byte) 0xff, 10});
        List<Object> bytes = results.take();
        assertEquals("str", bytes.get(0));
        assertArrayEquals(new byte[] {1, (byte) 0xff, 10}, (byte[]) bytes.get(1));
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
            assertEquals(3, pool.submit("half", 7).get(), "the program divides as Python 2 does");
            assertEquals(3, pool.submitSource("def f(a):\n    return a / 2\n", "f", 7).get(), "and so does other source");
            assertEquals(List.of(0, 1, 4, 9), pool.<Integer>map("square", List.of(0, 1, 2, 3)));
        }
    }

    @Test
    void errorsOfTasksAreKnown() throws Exception {
        try (ProcessPool pool = mp.newPool(1, PROGRAM)) {
            PythonException error = failure(pool.submit("fail", "wrong"));
            assertEquals("ValueError", error.type());
            assertTrue(error.traceback().contains("in fail"), error.traceback());
            PythonException other = failure(pool.submit("fail_otherwise"));
            assertEquals("__main__.MyError", other.type());
            assertEquals("('a', 1)", other.getMessage());
            assertEquals("ImportError", failure(pool.submit("nowhere:f")).type());
            assertEquals("AttributeError", failure(pool.submit("math:nothing")).type());
            PythonException unsendable = failure(pool.submit("local"));
            assertTrue(unsendable.getMessage().contains("pickle"), unsendable.toString());
            ExecutionException lost = assertThrows(ExecutionException.class, () -> pool.submit("leave", 3).get());
            assertInstanceOf(WorkerLostException.class, lost.getCause());
            assertEquals(9, pool.submit("square", 3).get(), "the worker was replaced");
        }
    }

    private static PythonException failure(CompletableFuture<?> future) {
        return assertInstanceOf(PythonException.class,
                assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS)).getCause());
    }

    @Test
    void aTaskThatLoopsIsCancelled() throws Exception {
        try (ProcessPool pool = mp.newPool(1, PROGRAM)) {
            ProcessEvent started = mp.newEvent();
            CompletableFuture<Object> looping = pool.submit("loop", started);
            assertTrue(started.await(60, TimeUnit.SECONDS));
            assertTrue(looping.cancel(true));
            assertThrows(CancellationException.class, looping::get);
            assertEquals(4, pool.submit("square", 2).get(60, TimeUnit.SECONDS));
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
    void streamsAndPath(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("of_the_embedder.py"), "def f():\n    return __file__\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Multiprocessing own = builder().path(directory).out(out).err(err).build(); ProcessPool pool = own.newPool(1)) {
            assertEquals(0, own.start(Target.source(PROGRAM, "say"), "some", "words", 1).waitFor());
            assertEquals("some words 1\n", out.toString(StandardCharsets.UTF_8));
            assertEquals("3 words\n", err.toString(StandardCharsets.UTF_8));
            assertTrue(pool.submit("of_the_embedder:f").get().toString().contains("of_the_embedder"));
        }
        try (ProcessPool pool = mp.newPool(1)) {
            assertEquals("ImportError", failure(pool.submit("of_the_embedder:f")).type());
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
