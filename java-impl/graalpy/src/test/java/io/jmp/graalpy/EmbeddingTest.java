package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.pipe.Connection;
import io.jmp.pipe.Pipe;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Java program with Python processes: explicit host access, no native access, the Java backend of POSIX. */
@Timeout(120)
class EmbeddingTest {

    private static final MainModule PROGRAM = MainModule.code("""
            import multiprocessing
            import time

            def put(q, *items):
                for item in items:
                    q.put(item)

            def echo(q, back):
                for item in iter(q.get, None):
                    back.put(item)

            def talk(connection):
                connection.send(connection.recv() + [__name__])

            def fail():
                raise SystemExit(3)

            def loop(started):
                while True:
                    try:
                        started.set()
                        while True:
                            pass
                    except BaseException:
                        pass

            def nest(q):
                p = multiprocessing.Process(target=put, args=(q, 'from a grandchild'))
                p.start()
                p.join()
                q.put(p.exitcode)
            """);

    private static GraalPyRuntime runtime;

    @BeforeAll
    static void open() {
        runtime = GraalPyRuntime.newBuilder().contextSettings(() -> Context.newBuilder("python")
                .allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.ALL).allowCreateThread(true)).build();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void pythonPutsAndJavaTakes() throws InterruptedException {
        ProcessQueue<Object> queue = new ProcessQueue<>();
        JvmProcess process = runtime.start(PROGRAM, "put", queue, 42, null, "hello", List.of(1.5, true), new byte[] {1, 2});
        assertEquals(42, queue.take());
        assertEquals(null, queue.take());
        assertEquals("hello", queue.take());
        assertEquals(List.of(1.5, true), queue.take());
        assertArrayEquals(new byte[] {1, 2}, (byte[]) queue.take());
        assertTrue(process.join(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitCode());
    }

    @Test
    void javaPutsAndPythonTakes() throws InterruptedException {
        ProcessQueue<Object> there = new ProcessQueue<>();
        ProcessQueue<Object> back = new ProcessQueue<>();
        JvmProcess process = runtime.start(PROGRAM, "echo", there, back);
        List<Object> values = Arrays.asList(1, 1L << 40, "text \u00e4", List.of(1, "a"), Map.of("k", 2), 2.5, false);
        for (Object value : values) {
            there.put(value);
        }
        there.put(null);
        for (Object value : values) {
            assertEquals(value, back.take());
        }
        process.join();
        assertEquals(0, process.exitCode());
    }

    @Test
    void pipesJoinJavaAndPython() throws InterruptedException {
        Pipe pipe = Pipe.open(true, null);
        Connection here = pipe.first();
        JvmProcess process = runtime.start(PROGRAM, "talk", pipe.second());
        pipe.second().close();
        here.send(List.of("a"));
        assertEquals(List.of("a", "__mp_main__"), here.receive());
        process.join();
        assertEquals("EOFError", assertThrows(PythonError.class, here::receive).type());
    }

    @Test
    void exitCodes() throws InterruptedException {
        JvmProcess process = runtime.start(PROGRAM, "fail");
        process.join();
        assertEquals(3, process.exitCode());
    }

    @Test
    void whatLoopsForEverIsStopped() throws InterruptedException {
        ProcessEvent started = new ProcessEvent();
        JvmProcess process = runtime.start(PROGRAM, "loop", started);
        assertTrue(started.await(60, TimeUnit.SECONDS));
        process.terminate();
        assertTrue(process.join(10, TimeUnit.SECONDS));
        assertEquals(-15, process.exitCode());
    }

    @Test
    void childrenOfChildrenRunTheSameProgram() throws InterruptedException {
        ProcessQueue<Object> queue = new ProcessQueue<>();
        JvmProcess process = runtime.start(PROGRAM, "nest", queue);
        assertEquals("from a grandchild", queue.take());
        assertEquals(0, queue.take());
        process.join();
    }

    @Test
    void javaCodeAsAProcess() throws InterruptedException {
        ProcessQueue<Object> queue = new ProcessQueue<>();
        JvmProcess process = runtime.processes().start("worker", () -> {
            queue.put("from Java");
            return 5;
        });
        assertEquals("from Java", queue.take());
        process.join();
        assertEquals(5, process.exitCode());
        CountDownLatch begun = new CountDownLatch(1);
        JvmProcess waiting = runtime.processes().start("waiting", () -> {
            begun.countDown();
            queue.take();
            return 0;
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        waiting.kill();
        assertTrue(waiting.join(10, TimeUnit.SECONDS));
        assertEquals(-9, waiting.exitCode());
    }

    @Test
    void functionsOfAnEvaluatedSourceAreTargets() {
        try (Context context = runtime.open()) {
            assertEquals("__mp_main__ 6", context.eval("python", """
                    import multiprocessing

                    def f(q, n):
                        q.put('%s %s' % (__name__, helper(n)))

                    def helper(n):
                        return n + 1

                    def run():
                        q = multiprocessing.Queue()
                        p = multiprocessing.Process(target=f, args=(q, 5))
                        p.start()
                        result = q.get(timeout=60)
                        p.join()
                        return result

                    run() if __name__ == '__main__' else None
                    """).asString());
        }
    }

    @Test
    void poolsOfAnEvaluatedProgramKnowItsFunctionsAndClasses() {
        try (Context context = runtime.open()) {
            context.eval("python", """
                    import functools
                    import multiprocessing

                    class Point:
                        def __init__(self, x):
                            self.x = x

                    def helper(n):
                        return n + 1
                    """);
            assertEquals("[2, 3, 4] [7] [11, 12] __mp_main__", context.eval("python", """
                    from concurrent.futures import ProcessPoolExecutor

                    def f(n):
                        return helper(n)

                    def double(point):
                        return Point(point.x + helper(2))

                    def name(n):
                        return __name__

                    def add(n, m):
                        return n + m

                    def run():
                        with multiprocessing.Pool(2) as pool:
                            numbers = pool.map(f, [1, 2, 3])
                            points = [p.x for p in pool.map(double, [Point(4)])]
                            sums = pool.map(functools.partial(add, 10), [1, 2])
                        with ProcessPoolExecutor(1) as executor:
                            return f'{numbers} {points} {sums} {executor.submit(name, 0).result(60)}'

                    def attempt():
                        try:
                            return run()
                        except Exception:
                            import traceback
                            return traceback.format_exc()

                    attempt() if __name__ == '__main__' else None
                    """).asString());
        }
    }

    @Test
    void processesOfAnEvaluatedProgramMayBeOfItsClasses() {
        try (Context context = runtime.open()) {
            assertEquals("7 8", context.eval("python", """
                    import functools
                    import multiprocessing

                    class Adder(multiprocessing.Process):
                        def __init__(self, q, n):
                            super().__init__()
                            self.q, self.n = q, n

                        def run(self):
                            put(self.q, self.n + 1)

                    def put(q, n):
                        q.put(n)

                    def run():
                        q = multiprocessing.Queue()
                        results = []
                        for p in Adder(q, 6), multiprocessing.Process(target=functools.partial(put, q, 8)):
                            p.start()
                            results.append(str(q.get(timeout=60)))
                            p.join()
                        return ' '.join(results)

                    run() if __name__ == '__main__' else None
                    """).asString());
        }
    }

    @Test
    void poolsOfAProgramWithoutAGuardSayWhatIsMissing() {
        try (Context context = runtime.open()) {
            String message = context.eval("python", """
                    import multiprocessing

                    def f(n):
                        return n

                    pool = multiprocessing.Pool(1)
                    try:
                        pool.map(f, [1])
                        message = ''
                    except Exception as e:
                        import traceback
                        message = traceback.format_exc()
                    pool.terminate()
                    message
                    """).asString();
            assertTrue(message.contains("if __name__ == '__main__'"), message);
        }
    }

    @Test
    void unpicklableArgumentsAreRefused() {
        Object unknown = new Object() {};
        assertThrows(IllegalArgumentException.class, () -> runtime.start(PROGRAM, "put", unknown));
    }

    @Test
    void nobodyIsLeft() throws InterruptedException {
        JvmProcess process = runtime.start(PROGRAM, "put", new ProcessQueue<>());
        process.join();
        assertFalse(process.isAlive());
        assertTrue(runtime.processes().find(process.pid()) == null);
    }

    /** In the main interpreter and in every process. */
    @Test
    void whatIsOutsideOfTheJvmIsAllowedByTheEmbedder() throws InterruptedException {
        MainModule program = MainModule.code("""
                from multiprocessing.connection import Client, Listener

                def listen(queue):
                    try:
                        with Listener(('localhost', 0)):
                            queue.put('listens')
                    except PermissionError as e:
                        queue.put(str(e))

                def connect(queue):
                    try:
                        Client(('localhost', 1))
                    except OSError as e:
                        queue.put(type(e).__name__)

                def share(queue):
                    from multiprocessing.shared_memory import SharedMemory
                    try:
                        block = SharedMemory(create=True, size=1)
                        block.close()
                        block.unlink()
                        queue.put('shares')
                    except OSError as e:
                        queue.put(type(e).__name__)
                """);
        for (boolean allowed : new boolean[] {false, true}) {
            try (GraalPyRuntime its = GraalPyRuntime.newBuilder().contextSettings(() -> Context.newBuilder("python")
                    .allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.ALL).allowCreateThread(true))
                    .allowSockets(allowed).allowSharedMemory(allowed).build()) {
                ProcessQueue<Object> queue = new ProcessQueue<>();
                its.start(program, "listen", queue).join();
                String answer = (String) queue.take();
                assertEquals(allowed, answer.equals("listens"), answer);
                its.start(program, "connect", queue).join();
                assertEquals(allowed ? "ConnectionRefusedError" : "PermissionError", queue.take());
                its.start(program, "share", queue).join();
                assertEquals(allowed ? "shares" : "PermissionError", queue.take());
            }
        }
    }
}
