package io.jmp.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Multiprocessing;
import io.jmp.Target;
import io.jmp.memory.SharedValue;
import io.jmp.memory.TypeCode;
import io.jmp.pipe.Pipe;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of GraalPy and of Jython in one JVM share queues, pipes, locks and memory. */
@Timeout(400)
class TwoHostsTest {

    private static final int MESSAGES = Integer.getInteger("jmp.hosts.messages", 20_000);
    private static final int CAPACITY = 1000;

    private static String program;
    private static Multiprocessing graalpy;
    private static Multiprocessing jython;

    @BeforeAll
    static void open() throws IOException {
        try (InputStream in = TwoHostsTest.class.getResourceAsStream("messages.py")) {
            program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        graalpy = Multiprocessing.newBuilder().host("graalpy").trusted().build();
        jython = Multiprocessing.newBuilder().host("jython").trusted().build();
    }

    @AfterAll
    static void close() {
        graalpy.close();
        jython.close();
    }

    private static JvmProcess start(Multiprocessing host, String function, Object... arguments) {
        return host.start(Target.source(program, function), arguments);
    }

    private static void end(JvmProcess... processes) throws Exception {
        for (JvmProcess process : processes) {
            process.onExit().get(60, TimeUnit.SECONDS);
            assertEquals(0, process.exitCode(), process.name());
        }
    }

    /** What comes next from one of the processes, if none of them fails before. */
    private static <E> E next(ProcessQueue<E> queue, JvmProcess... processes) throws InterruptedException {
        E item = null;
        for (int i = 0; i < 350 && item == null; i++) {
            item = queue.poll(1, TimeUnit.SECONDS);
            for (JvmProcess process : processes) {
                Integer code = process.exitCode();
                assertTrue(code == null || code == 0, process.name() + " has failed");
            }
        }
        assertNotNull(item, "nothing has come");
        return item;
    }

    @Test
    void mixedMessagesArriveBothWays() throws Exception {
        ProcessQueue<Object> there = graalpy.newQueue(CAPACITY);
        ProcessQueue<Object> back = jython.newQueue(CAPACITY);
        ProcessQueue<Object> results = graalpy.newQueue();
        JvmProcess[] processes = {
            start(graalpy, "send_all", there, MESSAGES, "graalpy"), start(jython, "receive", there, results, MESSAGES, "graalpy"),
            start(jython, "send_all", back, MESSAGES, "jython"), start(graalpy, "receive", back, results, MESSAGES, "jython")};
        assertEquals(MESSAGES, next(results, processes));
        assertEquals(MESSAGES, next(results, processes));
        end(processes);
    }

    @Test
    void oneQueueOfAll() throws Exception {
        ProcessQueue<Object> queue = graalpy.newQueue(CAPACITY);
        ProcessQueue<List<Integer>> results = jython.newQueue();
        int each = 5000;
        JvmProcess[] consumers = {start(graalpy, "take", queue, results), start(jython, "take", queue, results)};
        end(start(graalpy, "add", queue, 0, each), start(jython, "add", queue, each, each));
        queue.put(null);
        queue.put(null);
        List<Integer> taken = new ArrayList<>(next(results, consumers));
        taken.addAll(next(results, consumers));
        assertEquals(IntStream.range(0, 2 * each).boxed().toList(), taken.stream().sorted().toList());
        end(consumers);
    }

    private static List<Object> kinds(Multiprocessing sender, Multiprocessing receiver) throws Exception {
        ProcessQueue<Object> queue = sender.newQueue();
        ProcessQueue<Object> results = sender.newQueue();
        end(start(sender, "samples", queue), start(receiver, "kinds", queue, results));
        return List.copyOf(results);
    }

    /** The order is that of {@code samples}: 'plain', u'plain', u'\xe9', b'plain', b'\xe9', bytearray, a large int. */
    @Test
    void textAndBytesHaveAMapping() throws Exception {
        String both = "text or bytes";
        assertEquals(List.of("text", "text", "text", both, both, "bytearray", "int"), kinds(graalpy, jython));
        assertEquals(List.of("text", "text", "text", "text", "bytes", "bytearray", "int"), kinds(jython, graalpy));
        assertEquals(List.of(both, "text", "text", both, both, "bytearray", "int"), kinds(jython, jython));
    }

    private static List<Object> errors(Multiprocessing sender, Multiprocessing receiver) throws Exception {
        ProcessQueue<Object> queue = sender.newQueue();
        ProcessQueue<Object> results = sender.newQueue();
        JvmProcess[] processes = {start(sender, "errors", queue), start(receiver, "name_errors", queue, results)};
        List<Object> names = new ArrayList<>();
        end(processes);
        results.drainTo(names);
        return names;
    }

    @Test
    void errorsKeepTheirTypes() throws Exception {
        List<String> expected = List.of("ValueError ['a', '1']", "KeyError ['k']", "EOFError []",
                "FileNotFoundError ['2', 'No such file or directory']", "BrokenPipeError ['32', 'Broken pipe']");
        assertEquals(expected, errors(jython, graalpy));
        assertEquals(expected, errors(graalpy, jython));
    }

    @Test
    void aLockKeepsBothOut() throws Exception {
        ProcessLock lock = graalpy.newLock();
        SharedValue value = new SharedValue(TypeCode.INT);
        int times = 3000;
        end(start(graalpy, "count_with", lock, value, times), start(jython, "count_with", lock, value, times),
                start(jython, "count_with", lock, value, times));
        assertEquals(3 * times, value.getLong());
    }

    @Test
    void aPipeBetweenThem() throws Exception {
        for (Multiprocessing asking : List.of(graalpy, jython)) {
            Pipe pipe = asking.newPipe();
            ProcessQueue<Object> results = asking.newQueue();
            end(start(asking == jython ? graalpy : jython, "answer", pipe.first()), start(asking, "ask", pipe.second(), results));
            assertEquals(true, results.take());
        }
    }
}
