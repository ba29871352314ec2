package io.jmp.jython;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Multiprocessing;
import io.jmp.MultiprocessingBuilder;
import io.jmp.Target;
import io.jmp.pool.ProcessPool;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is different in the Java API with processes of Jython; what is the same is in compat-tests/hosts. */
@Timeout(120)
class JythonHostTest {

    private static MultiprocessingBuilder builder() {
        return Multiprocessing.newBuilder().host("jython");
    }

    @Test
    void codeThatIsNotTrustedIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, builder()::build).getMessage().contains("trusted"));
    }

    @Test
    void bytesArriveAsText() throws Exception {
        String program = """
                def echo(queue, results):
                    item = queue.get()
                    results.put([type(item).__name__, item])
                """;
        byte[] bytes = {1, (byte) 0xff, 10};
        try (Multiprocessing mp = builder().trusted().build()) {
            ProcessQueue<byte[]> queue = mp.newQueue();
            ProcessQueue<List<Object>> results = mp.newQueue();
            JvmProcess process = mp.start(Target.source(program, "echo"), queue, results);
            queue.put(bytes);
            List<Object> result = results.take();
            assertEquals("str", result.get(0));
            assertArrayEquals(bytes, (byte[]) result.get(1));
            assertEquals(0, process.waitFor());
        }
    }

    @Test
    void divisionIsThatOfPython2() throws Exception {
        String program = "def half(n):\n    return n / 2\n";
        try (Multiprocessing mp = builder().trusted().build(); ProcessPool pool = mp.newPool(1, program)) {
            assertEquals(3, pool.submit("half", 7).get());
            assertEquals(3, pool.submitSource(program, "half", 7).get());
        }
    }
}
