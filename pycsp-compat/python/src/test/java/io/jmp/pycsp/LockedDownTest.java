package io.jmp.pycsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.process.JvmProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of pycsp are threads that Java makes: code that is not trusted starts none, unless its embedder says so. */
@Timeout(120)
class LockedDownTest {

    private static final String PROGRAM = """
            import threading

            ran = threading.Event()

            def by_pycsp():
                from pycsp.parallel import process, Parallel

                @process
                def run():
                    ran.set()

                Parallel(run())
                assert ran.is_set()

            def by_the_kernel():
                import _jmp_host
                csp = _jmp_host.kernel.csp
                csp.useRunner(lambda number, nothing: ran.set())
                csp.join(csp.start('name', 1), 60)
                assert ran.is_set()
            """;

    @ParameterizedTest
    @ValueSource(strings = {"by_pycsp", "by_the_kernel"})
    void threads(String function) throws InterruptedException {
        for (boolean open : new boolean[] {false, true}) {
            try (Multiprocessing mp = Multiprocessing.newBuilder().host("graalpy").allowThreads(open).build()) {
                JvmProcess process = mp.start(Target.source(PROGRAM, function));
                process.waitFor();
                if (open) {
                    assertNull(process.failure());
                    assertEquals(0, process.exitCode());
                } else {
                    assertEquals("PermissionError", assertInstanceOf(PythonException.class, process.failure()).type());
                }
            }
        }
    }
}
