package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The Java API with processes of GraalPy, as it is without any setting: nothing is allowed to Python code. What is the same with
 * every host is in compat-tests/hosts.
 */
@Timeout(120)
class MultiprocessingTest {

    private static final String LOOP = """
            def loop(started):
                started.set()
                while True:
                    pass
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
        ProcessPool pool = mp.newPool(1, LOOP);
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
