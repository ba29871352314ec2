package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jmp.Limits;
import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.pool.ProcessPool;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a child in a locked-down context cannot do. Each lock is tried twice: closed, and opened by the embedder; the same code
 * has to fail the first time and to get through the second, so that no test passes because its code is wrong.
 */
@Timeout(120)
class LockedDownTest {

    @TempDir
    static Path directory;

    private static final UnaryOperator<Context.Builder> SAME = builder -> builder;

    /** A lock of the context: code that wants through, what else it needs, and what opens the lock. */
    private enum Lock {
        FILES("open(path).read()", SAME, builder -> builder.allowIO(IOAccess.ALL)),
        WRITING("open(path + '.new', 'w').close()", SAME, builder -> builder.allowIO(IOAccess.ALL)),
        DIRECTORIES("import os; os.listdir(path.rpartition('/')[0])", SAME, builder -> builder.allowIO(IOAccess.ALL)),
        CLASSES("import java; java.type('java.lang.System')", SAME, builder -> builder.allowHostClassLookup(name -> true)),
        METHODS("import java; java.type('java.lang.System').getProperty('user.home')",
                builder -> builder.allowHostClassLookup(name -> true), builder -> builder.allowHostAccess(HostAccess.ALL)),
        OTHER_LANGUAGES("import polyglot; polyglot.eval(language='python', string='1')", SAME,
                builder -> builder.allowPolyglotAccess(PolyglotAccess.ALL)),
        THREADS("import threading; t = threading.Thread(target=int); t.start(); t.join()", SAME,
                builder -> builder.allowCreateThread(true)),
        PROGRAMS("import subprocess; subprocess.check_call(['true'])", builder -> builder.allowIO(IOAccess.ALL)
                .allowCreateThread(true).allowEnvironmentAccess(EnvironmentAccess.INHERIT),
                builder -> builder.allowCreateProcess(true)),
        ENVIRONMENT("import os; os.environ['PATH']", SAME,
                builder -> builder.allowEnvironmentAccess(EnvironmentAccess.INHERIT)),
        SOCKETS("import socket; socket.socket().bind(('localhost', 0))", SAME, builder -> builder.allowIO(
                IOAccess.newBuilder().allowHostSocketAccess(true).build()));

        private final String code;
        private final UnaryOperator<Context.Builder> needs;
        private final UnaryOperator<Context.Builder> key;

        Lock(String code, UnaryOperator<Context.Builder> needs, UnaryOperator<Context.Builder> key) {
            this.code = code;
            this.needs = needs;
            this.key = key;
        }
    }

    private static Context.Builder locked() {
        return Context.newBuilder("python").allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void contexts(Lock lock) throws Exception {
        Path file = directory.resolve("secret-" + lock);
        Files.writeString(file, "secret");
        for (boolean open : new boolean[] {false, true}) {
            GraalPy host = GraalPy.with(() -> {
                Context.Builder builder = lock.needs.apply(locked());
                return open ? lock.key.apply(builder) : builder;
            });
            try (Multiprocessing mp = Multiprocessing.newBuilder().host(host).build()) {
                assertEquals(open, getsThrough(mp, lock.code, file.toString()), lock + " open: " + open);
            }
        }
    }

    /** In a child, and in a child of the child. */
    private static boolean getsThrough(Multiprocessing mp, String code, String path) throws InterruptedException {
        String program = """
                import multiprocessing

                def attempt(path):
                    %s

                def nest(path):
                    p = multiprocessing.Process(target=attempt, args=(path,))
                    p.start()
                    p.join()
                    raise SystemExit(p.exitcode)
                """.formatted(code.replace("; ", "\n    "));
        int child = mp.start(Target.source(program, "attempt"), path).waitFor();
        int grandchild = mp.start(Target.source(program, "nest"), path).waitFor();
        assertEquals(child == 0, grandchild == 0, "a child of a child has the same rights");
        return child == 0;
    }

    /** What the kernel's objects would be if they were plain objects of Java. */
    public static final class Plain {
        public final Plain processes = this;
        public final Plain queues = this;
        public final Object put = new Object();
        public final ProcessQueue<?> _handle;
        private final JvmProcess process;

        Plain(ProcessQueue<?> queue, JvmProcess process) {
            this._handle = queue;
            this.process = process;
        }

        public JvmProcess current() {
            return process;
        }
    }

    /**
     * What is not given cannot be reached: neither through what is given, nor through the kernel's own objects, whatever the embedder
     * allows. The same code gets through to plain objects.
     */
    @ParameterizedTest
    @ValueSource(strings = {"q._handle.getClass()", "q._handle.reader()", "kernel.getClass()", "kernel.processes.getClass()",
        "kernel.processes.current().getClass()", "kernel.processes.current().mainModule()", "kernel.queues.put.getClass()"})
    void javaObjectsHaveNoInside(String expression) throws InterruptedException {
        String program = "def attempt(q, kernel):\n    q._handle, kernel.processes.current(), kernel.queues.put\n    try:\n        "
                + expression + "\n    except AttributeError:\n        return 7\n    return 0\n\n"
                + "def f(q):\n    import _jmp_host\n    raise SystemExit(attempt(q, _jmp_host.kernel))\n";
        for (HostAccess access : new HostAccess[] {HostAccess.EXPLICIT, HostAccess.ALL}) {
            GraalPy host = GraalPy.with(() -> locked().allowHostAccess(access));
            try (Multiprocessing mp = Multiprocessing.newBuilder().host(host).build()) {
                assertEquals(7, mp.start(Target.source(program, "f"), mp.newQueue()).waitFor());
            }
        }
        try (Multiprocessing mp = Multiprocessing.create(); Context context = locked().allowHostAccess(HostAccess.ALL).build()) {
            Plain plain = new Plain(mp.newQueue(), mp.start(() -> 0));
            context.eval("python", program);
            assertEquals(0, context.getBindings("python").getMember("attempt").execute(plain, plain).asInt());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from multiprocessing.connection import Listener; Listener(('localhost', 0)).close()",
        "from multiprocessing.shared_memory import SharedMemory; m = SharedMemory(create=True, size=1); m.close(); m.unlink()",
        "import os; os.kill(OTHER, 15)",
        "import _jmp_host; p = _jmp_host.kernel.processes; p.kill(p.parent(p.current()))"})
    void thePackage(String code) throws Exception {
        for (boolean open : new boolean[] {false, true}) {
            GraalPy host = GraalPy.with(() -> locked().allowIO(IOAccess.ALL));
            try (Multiprocessing mp = Multiprocessing.newBuilder().host(host).allowSockets(open).allowSharedMemory(open)
                    .allowEndingOthers(open).build()) {
                CountDownLatch never = new CountDownLatch(1);
                JvmProcess other = mp.start(() -> {
                    never.await();
                    return 0;
                });
                String program = "def f(path):\n    " + code.replace("; ", "\n    ").replace("OTHER", Long.toString(other.pid()));
                assertEquals(open ? 0 : 1, mp.start(Target.source(program, "f"), "").waitFor(), code);
            }
        }
    }

    private static final String GREEDY = """
            import multiprocessing, time

            def start_many():
                ps = [multiprocessing.Process(target=time.sleep, args=(0.2,)) for _ in range(3)]
                for p in ps:
                    p.start()
                for p in ps:
                    p.join()
                return 'through'

            def long_message(q):
                q.put(b'x' * 2000)
                return 'through'

            def long_message_by_pipe():
                multiprocessing.Pipe()[0].send(b'x' * 2000)
                return 'through'

            def long_argument():
                p = multiprocessing.Process(target=len, args=(b'x' * 2000,))
                p.start()
                p.join()
                return 'through'

            def long_result():
                return 'x' * 2000

            def full_queue():
                q = multiprocessing.Queue()
                for i in range(5):
                    q.put(i, timeout=0.1)
                return 'through'

            def full_of_bytes():
                q = multiprocessing.Queue()
                for i in range(5):
                    q.put(b'x' * 900, timeout=0.1)
                return 'through'

            def take_long():
                end = time.monotonic() + 2
                while time.monotonic() < end:
                    pass
                return 'through'

            def take_long_later():
                p = multiprocessing.Process(target=take_long)
                p.start()
                p.join()
                if p.exitcode:
                    raise ValueError(p.exitcode)
                return 'through'
            """;

    @ParameterizedTest
    @CsvSource({"start_many, BlockingIOError", "long_message, OSError", "long_message_by_pipe, OSError", "long_argument, OSError", "long_result, OSError", "full_queue, queue.Full",
        "full_of_bytes, queue.Full", "take_long, time", "take_long_later, time"})
    void limits(String function, String error) throws Exception {
        Limits tight = Limits.NONE.withMaxProcesses(2).withMaxMessageBytes(1000).withMaxQueue(3, 2000);
        for (boolean open : new boolean[] {false, true}) {
            Limits limits = open ? Limits.NONE : error.equals("time")
                    ? Limits.NONE.withTaskTime(Duration.ofMillis(500)) : tight;
            try (Multiprocessing mp = Multiprocessing.newBuilder().limits(limits).build();
                    ProcessPool pool = mp.newPool(1, GREEDY)) {
                ProcessQueue<Object> queue = mp.newQueue();
                Object[] arguments = function.equals("long_message") ? new Object[] {queue} : new Object[0];
                String outcome;
                try {
                    outcome = pool.submit(function, arguments).get(60, TimeUnit.SECONDS).toString();
                } catch (ExecutionException e) {
                    outcome = e.getCause() instanceof PythonException p ? p.type()
                            : e.getCause() instanceof TimeoutException ? "time" : e.toString();
                }
                if (open) {
                    assertEquals(true, outcome.endsWith("through") || outcome.startsWith("xxx"), outcome);
                } else {
                    assertEquals(error, outcome);
                }
            }
        }
    }
}
