package io.jmp.samples;

import io.jmp.Limits;
import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.pool.ProcessPool;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Code of others in locked-down contexts, with limits. */
public final class Untrusted {

    private Untrusted() {}

    /** Prints what became of each piece of code. */
    public static void main(String[] args) throws Exception {
        // tag::untrusted[]
        Limits limits = Limits.NONE.withTaskTime(Duration.ofSeconds(5)).withMaxProcesses(0).withMaxMessageBytes(10_000)
                .withMaxQueue(100, 100_000);
        String[] submitted = {
            "return 6 * 7",
            "return open('/etc/passwd').read()",
            "import java; return str(java.type('java.lang.System'))",
            "import threading; threading.Thread(target=print).start()",
            "import multiprocessing; multiprocessing.Process(target=print).start()",
            "return 'x' * 1000000",
            "while True: pass"};
        try (Multiprocessing mp = Multiprocessing.newBuilder().limits(limits).build(); ProcessPool pool = mp.newPool(2)) {
            for (String code : submitted) {
                String source = "def f():\n    " + code.replace("; ", "\n    ");
                try {
                    System.out.println(code + " -> " + pool.submitSource(source, "f").get());
                } catch (ExecutionException e) {
                    System.out.println(code + " -> " + explain(e.getCause()));
                }
            }
        }
        // end::untrusted[]
    }

    private static String explain(Throwable error) {
        return error instanceof PythonException python ? python.type()
                : error instanceof TimeoutException ? "took too long" : error.getClass().getSimpleName();
    }
}
