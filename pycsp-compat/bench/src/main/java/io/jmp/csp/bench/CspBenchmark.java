package io.jmp.csp.bench;

import io.jmp.csp.ProcessThreads;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Commstime and stressed choice: the time for one communication, in microseconds. One invocation runs a whole network, its
 * start and its end by poison included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CspBenchmark {

    private static final int ROUNDS = 5000;
    private static final int CHANNELS = 10;
    private static final int WRITERS_EACH = 10;
    private static final int MESSAGES = 10_000;

    @Param({"jmp", "jcsp"})
    public String library;

    @Param({"PLATFORM", "VIRTUAL"})
    public ProcessThreads threads;

    private Library library() {
        return library.equals("jmp") ? new JmpLibrary() : new JcspLibrary();
    }

    @Benchmark
    @OperationsPerInvocation(4 * ROUNDS)
    public int commstime() {
        return library().commstime(threads, ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int stressedChoice() {
        return library().stressedChoice(threads, CHANNELS, WRITERS_EACH, MESSAGES);
    }

    /** Runs both, with JMH's options, on the kinds of threads that this JVM has, and prints how often JCSP's time is ours. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        OptionsBuilder options = new OptionsBuilder();
        CommandLineOptions given = new CommandLineOptions(arguments);
        options.parent(given);
        if (given.getIncludes().isEmpty()) {
            options.include(CspBenchmark.class.getSimpleName());
        }
        if (ProcessThreads.best() == ProcessThreads.PLATFORM) {
            options.param("threads", "PLATFORM");
        }
        compare(new Runner(options.build()).run());
    }

    private static void compare(Collection<RunResult> results) {
        Map<String, Double> scores = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark().replaceAll(".*\\.", "") + " " + result.getParams().getParam("threads");
            scores.merge(name + " " + result.getParams().getParam("library"), result.getPrimaryResult().getScore(), Double::sum);
        }
        System.out.println();
        scores.forEach((name, score) -> {
            String other = name.replace(" jmp", " jcsp");
            if (name.endsWith(" jmp") && scores.containsKey(other)) {
                System.out.printf("%-28s jmp %7.2f us   jcsp %7.2f us   jcsp/jmp %6.1f%n",
                        name.replace(" jmp", ""), score, scores.get(other), scores.get(other) / score);
            }
        });
    }
}
