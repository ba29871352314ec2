package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.memory.SharedArray;
import io.jmp.memory.SharedValue;
import io.jmp.memory.TypeCode;
import io.jmp.pool.ProcessPool;
import io.jmp.pool.WorkerLostException;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessEvent;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API with Python processes, as it is without any setting: nothing is allowed to Python code. */
@Timeout(120)
class MultiprocessingTest {

    private static final String PROGRAM = """
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
            """;

    private static Multiprocessing mp;

    @BeforeAll
    static void open() {
        mp = Multiprocessing.create();
    }

    @AfterAll
    static void close() {
        mp.close();
    }

    @Test
    void functionsOfModulesAreTargets() throws Exception {
        ProcessQueue<Object> queue = mp.newQueue();
        JvmProcess process = mp.start("builtins:print", "a process says hello");
        assertEquals(0, process.waitFor());
        JvmProcess putter = mp.start(Target.source("def f(q, n):\n    q.put([n, None])\n", "f").named("putter"), queue, 1);
        assertEquals("putter", putter.name());
        assertEquals(java.util.Arrays.asList(1, null), queue.take());
        assertEquals(putter, putter.onExit().get(60, TimeUnit.SECONDS));
        assertNull(putter.failure());
    }

    /** Also what is raised before its function is called. */
    @ParameterizedTest
    @CsvSource({"def f(:, SyntaxError", "1 / 0, ZeroDivisionError", "import nowhere, ModuleNotFoundError", "x = 1, AttributeError"})
    void anErrorOfAProgramIsKnown(String program, String type) throws Exception {
        JvmProcess process = mp.start(Target.source(program, "f"));
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertEquals(type, error.type());
        assertTrue(error.traceback().contains(type), error.traceback());
        try (ProcessPool pool = mp.newPool(1, program)) {
            Throwable cause = assertThrows(ExecutionException.class, () -> pool.submit("f").get(60, TimeUnit.SECONDS)).getCause();
            assertTrue(cause.toString().contains(type), cause.toString());
        }
    }

    @Test
    void aProgramThatExitsIsNoFailure() throws Exception {
        JvmProcess process = mp.start(Target.source("import sys; sys.exit(4)", "f"));
        assertEquals(4, process.waitFor());
        assertNull(process.failure());
    }

    @Test
    void anErrorOfAProcessIsKnown() throws Exception {
        JvmProcess process = mp.start(Target.source(PROGRAM, "fail"), "wrong");
        assertEquals(1, process.waitFor());
        PythonException error = assertInstanceOf(PythonException.class, process.failure());
        assertEquals("ValueError", error.type());
        assertEquals("wrong", error.getMessage());
        assertTrue(error.traceback().contains("in fail"), error.traceback());
        JvmProcess leaver = mp.start(Target.source(PROGRAM, "leave"), 3);
        assertEquals(3, leaver.waitFor());
        assertNull(leaver.failure());
    }

    @Test
    void memoryIsSharedNotCopied() throws Exception {
        SharedArray array = mp.newArray(TypeCode.DOUBLE, 1000);
        array.set(7, 1.5);
        SharedValue value = new SharedValue(TypeCode.INT);
        String program = """
                def f(array, value, block):
                    assert len(array) == 1000 and array[7] == 1.5 and memoryview(block).cast('d')[7] == 1.5
                    array[7] *= 2
                    value.value += 5
                """;
        JvmProcess process = mp.start(Target.source(program, "f"), array, value, array.block());
        assertEquals(0, process.waitFor());
        assertEquals(3.0, array.getDouble(7));
        assertEquals(5, value.getLong());
        ProcessQueue<SharedArray> queue = mp.newQueue();
        queue.put(array);
        assertSame(array, queue.take());
    }

    @Test
    void anEmbedderThatAllowsNoThreadsGetsAnErrorOfPython() throws Exception {
        try (ProcessPool pool = mp.newPool(1, "import threading\n\ndef f():\n    threading.Thread(target=print).start()\n")) {
            ExecutionException error = assertThrows(ExecutionException.class, () -> pool.submit("f").get());
            assertEquals("RuntimeError", assertInstanceOf(PythonException.class, error.getCause()).type());
        }
    }

    @Test
    void aPoolCallsPython() throws Exception {
        try (ProcessPool pool = mp.newPool(2, PROGRAM)) {
            CompletableFuture<Integer> future = pool.submit("square", 7);
            assertEquals(49, future.get());
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
            assertEquals("ModuleNotFoundError", failure(pool.submit("nowhere:f")).type());
            assertEquals("AttributeError", failure(pool.submit("math:nothing")).type());
            assertEquals("TypeError", failure(pool.submit("square")).type());
            PythonException unsendable = failure(pool.submit("local"));
            assertTrue(unsendable.getMessage().contains("pickle"), unsendable.toString());
            ExecutionException lost = assertThrows(ExecutionException.class, () -> pool.submit("leave", 3).get());
            assertInstanceOf(WorkerLostException.class, lost.getCause());
            assertEquals(9, pool.<Integer>submit("square", 3).get(), "the worker was replaced");
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
            CompletableFuture<Object> waiting = pool.submit("square", 1);
            CompletableFuture<Integer> last = pool.submit("square", 2);
            assertTrue(started.await(60, TimeUnit.SECONDS));
            assertTrue(waiting.cancel(true));
            assertTrue(looping.cancel(true));
            assertThrows(CancellationException.class, looping::get);
            assertEquals(4, last.get(60, TimeUnit.SECONDS));
            ProcessEvent again = mp.newEvent();
            CompletableFuture<Object> timed = pool.submit("loop", again).orTimeout(200, TimeUnit.MILLISECONDS);
            assertInstanceOf(TimeoutException.class, assertThrows(ExecutionException.class, timed::get).getCause());
            assertEquals(1, pool.<Integer>submit("square", 1).get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPoolExecutesJava() throws Exception {
        try (ProcessPool pool = mp.newPool(2)) {
            assertEquals("done", pool.submit(() -> "done").get());
            assertTrue(pool.submit(() -> Thread.currentThread().getName()).get().contains("JavaWorker"));
            ExecutionException error = assertThrows(ExecutionException.class,
                    () -> pool.submit(() -> { throw new java.io.IOException("x"); }).get());
            assertInstanceOf(java.io.IOException.class, error.getCause());
            assertEquals(List.of(1, 2), pool.invokeAll(List.of(() -> 1, () -> 2)).stream().map(f -> {
                try {
                    return f.get();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }).toList());
            CompletableFuture<Object> waiting = pool.submit(() -> {
                Thread.sleep(60_000);
                return null;
            });
            waiting.cancel(true);
            assertEquals(3, pool.submit(() -> 3).get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void shutdownNowEndsAll() throws Exception {
        ProcessPool pool = mp.newPool(1, PROGRAM);
        ProcessEvent started = mp.newEvent();
        CompletableFuture<Object> looping = pool.submit("loop", started);
        assertTrue(started.await(60, TimeUnit.SECONDS));
        assertFalse(pool.isTerminated());
        pool.shutdownNow();
        assertInstanceOf(WorkerLostException.class, assertThrows(ExecutionException.class, looping::get).getCause());
        assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        assertTrue(pool.isTerminated());
    }
}
