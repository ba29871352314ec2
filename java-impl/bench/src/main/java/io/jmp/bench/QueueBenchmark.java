package io.jmp.bench;

import io.jmp.Multiprocessing;
import io.jmp.process.JvmProcess;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The time for an item from one Java process to another, in microseconds: through a {@code ProcessQueue}, which copies it, and
 * through a {@link LinkedBlockingQueue}, which hands it over. One invocation starts both processes and ends when both have ended.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QueueBenchmark {

    private static final int ITEMS = 100_000;

    @Param({"jmp", "java"})
    public String library;

    /** How many items the queue holds. */
    @Param({"1000", "2147483647"})
    public int capacity;

    private Multiprocessing mp;

    @Setup
    public void open() {
        mp = Multiprocessing.create();
    }

    @TearDown
    public void close() {
        mp.close();
    }

    private BlockingQueue<Integer> queue() {
        return library.equals("jmp") ? mp.newQueue(capacity) : new LinkedBlockingQueue<>(capacity);
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long oneWay() throws InterruptedException {
        BlockingQueue<Integer> queue = queue();
        long[] sum = {0};
        JvmProcess consumer = mp.start(() -> {
            for (int i = 0; i < ITEMS; i++) {
                sum[0] += queue.take();
            }
            return 0;
        });
        JvmProcess producer = mp.start(() -> {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
            return 0;
        });
        if (producer.waitFor() + consumer.waitFor() != 0 || sum[0] != (ITEMS - 1L) * ITEMS / 2) {
            throw new IllegalStateException("items were lost: " + sum[0]);
        }
        return sum[0];
    }

    /** Runs it, with JMH's options, and prints the throughput as a part of that of Java's queue. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new OptionsBuilder().parent(new CommandLineOptions(arguments))
                .include(QueueBenchmark.class.getSimpleName()).build()).run();
        Map<String, Double> scores = new TreeMap<>();
        for (RunResult result : results) {
            scores.put(result.getParams().getParam("capacity") + " " + result.getParams().getParam("library"),
                    result.getPrimaryResult().getScore());
        }
        System.out.println();
        scores.forEach((name, score) -> {
            Double other = scores.get(name.replace(" jmp", " java"));
            if (name.endsWith(" jmp") && other != null) {
                System.out.printf("capacity %-10s  jmp %.3f us   java %.3f us   throughput jmp/java %.2f%n",
                        name.replace(" jmp", ""), score, other, other / score);
            }
        });
    }
}
