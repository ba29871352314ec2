// tag::hello[]
package io.jmp.samples;

import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.pool.ProcessPool;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The first steps. */
public final class Hello {

    private static final String PROGRAM = """
            def square(n):
                return n * n

            def fail():
                raise ValueError('wrong')
            """;

    private Hello() {}

    /** Prints what Python processes say. */
    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.create(); ProcessPool pool = mp.newPool(2, PROGRAM)) {
            CompletableFuture<Integer> square = pool.submit("square", 7);
            System.out.println(square.get());
            System.out.println(pool.map("square", List.of(1, 2, 3)));
            try {
                pool.submit("fail").get();
            } catch (ExecutionException e) {
                PythonException error = (PythonException) e.getCause();
                System.out.println(error.type() + ": " + error.getMessage());
            }
            ProcessQueue<Object> queue = mp.newQueue();
            JvmProcess process = mp.start(Target.source("def f(q, n): q.put([n, None, 'hello'])", "f"), queue, 42);
            System.out.println(queue.take());
            System.out.println("exit code " + process.waitFor());
        }
    }
}
// end::hello[]
