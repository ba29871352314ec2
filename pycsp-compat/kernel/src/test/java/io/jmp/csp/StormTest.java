package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Random networks that are ended at a random moment by poison and retirement, mixed: every process ends in time, no thread is
 * left, and what was read was written, once.
 */
class StormTest {

    private static final int NETWORKS = Integer.getInteger("jmp.csp.networks", 200);

    /** A network of one seed. */
    private static final class Network {

        private final Random random;
        private final List<Channel<Integer>> channels = new ArrayList<>();
        private final List<ChannelEnd<?>> ends = new ArrayList<>();
        private final Set<Integer> written = ConcurrentHashMap.newKeySet();
        private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger numbers = new AtomicInteger();
        /** Whether each process ends by itself at some step, or by others; else all are ended from outside. */
        private final boolean spreads;

        Network(long seed) {
            random = new Random(seed);
            spreads = random.nextBoolean();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                channels.add(Channel.of(null, Math.max(0, random.nextInt(6) - 2)));
            }
        }

        void run() throws Exception {
            ProcessThreads threads = random.nextBoolean() ? ProcessThreads.best() : ProcessThreads.PLATFORM;
            Parallel parallel = new Parallel(threads);
            for (int i = 2 + random.nextInt(10); i > 0; i--) {
                List<ChannelReader<Integer>> in = new ArrayList<>();
                List<ChannelWriter<Integer>> out = new ArrayList<>();
                // All have the first channel, so that every process can be reached.
                for (Channel<Integer> channel : channels) {
                    if (channel == channels.get(0) || random.nextInt(3) == 0) {
                        in.add(channel.reader());
                    }
                    if (channel == channels.get(0) || random.nextInt(3) == 0) {
                        out.add(channel.writer());
                    }
                }
                List<ChannelEnd<?>> own = new ArrayList<>(in);
                own.addAll(out);
                ends.addAll(own);
                Random dice = new Random(random.nextLong());
                int steps = spreads ? dice.nextInt(100) : Integer.MAX_VALUE;
                parallel.add("storm", () -> live(in, out, dice, steps), own.toArray(new ChannelEnd<?>[0]));
            }
            Parallel.Running running = parallel.start();
            try (Crew crew = new Crew()) {
                Crew.Member<List<Object>> joined = crew.start(running::join);
                if (!spreads) {
                    endAll(crew);
                }
                joined.result();
            }
        }

        private void live(List<ChannelReader<Integer>> in, List<ChannelWriter<Integer>> out, Random dice, int steps)
                throws InterruptedException {
            for (int step = 0; step < steps; step++) {
                List<Guard> guards = new ArrayList<>();
                for (int i = 1 + dice.nextInt(3); i > 0; i--) {
                    guards.add(dice.nextBoolean()
                            ? new InputGuard<>(in.get(dice.nextInt(in.size())), read::add)
                            : output(out.get(dice.nextInt(out.size()))));
                }
                if (spreads || dice.nextInt(4) == 0) {
                    guards.add(new TimeoutGuard(Duration.ofNanos(dice.nextInt(300_000))));
                }
                if (guards.size() == 1 && guards.get(0) instanceof InputGuard<?> guard) {
                    read.add((Integer) ((ChannelReader<?>) guard.end()).read());
                } else {
                    new Alternation(guards).execute();
                }
            }
            if (dice.nextBoolean()) {
                throw poisoned();
            }
            throw retired();
        }

        private OutputGuard<Integer> output(ChannelWriter<Integer> end) {
            int number = numbers.incrementAndGet();
            return new OutputGuard<>(end, number, () -> written.add(number));
        }

        /** So a process ends that lets its own ends go. */
        private ChannelException poisoned() {
            return new ChannelPoisonException(channels.get(0));
        }

        private ChannelException retired() {
            return new ChannelRetireException(channels.get(0));
        }

        /** Poisons or retires everything, from several threads, in random order. */
        private void endAll(Crew crew) throws Exception {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
            List<ChannelEnd<?>> shuffled = new ArrayList<>(ends);
            Collections.shuffle(shuffled, random);
            int poisonOf = random.nextInt(8);
            List<Crew.Member<Void>> enders = new ArrayList<>();
            for (int part = 0; part < 3; part++) {
                int first = part;
                enders.add(crew.run(() -> {
                    for (int i = first; i < shuffled.size(); i += 3) {
                        if (i % 8 < poisonOf) {
                            shuffled.get(i).poison();
                        } else {
                            shuffled.get(i).retire();
                        }
                    }
                }));
            }
            for (Crew.Member<Void> ender : enders) {
                ender.result();
            }
        }

        void check() {
            assertEquals(read.size(), Set.copyOf(read).size(), "none comes twice");
            assertTrue(written.containsAll(read), "what was read was written");
            for (Channel<Integer> each : channels) {
                LocalChannel<Integer> channel = (LocalChannel<Integer>) each;
                assertTrue(channel.readers.isEmpty() && channel.writers.isEmpty(), "no offer is left");
            }
        }
    }

    @Test
    void everyNetworkEnds() throws Exception {
        for (long seed : Seeds.of(NETWORKS).toArray()) {
            Seeds.with(seed, () -> {
                Network network = new Network(seed);
                network.run();
                network.check();
            });
        }
        Crew.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("storm") || thread.getName().equals("csp-deadlock-detector")));
    }
}
