package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The laws of communication on random networks of readers and writers, which read, write and choose at random: no message is
 * lost, none comes twice, a choice sends exactly one of its messages, and a reader gets the messages of one writer by one
 * channel in the order in which they were written.
 */
class LawsTest {

    private static final int NETWORKS = Integer.getInteger("jmp.csp.networks", 25);
    private static final int MESSAGES = 300;

    /** A message, the n-th of its writer. */
    private record Message(int writer, int number, Channel<Message> channel) {}

    private record Received(int reader, Message message, Channel<Message> channel) {}

    /** A network of one seed. */
    private static final class Network {

        private final Random random;
        private final List<Channel<Message>> channels = new ArrayList<>();
        private final Set<Message> sent = Collections.newSetFromMap(new ConcurrentHashMap<>());
        private final ConcurrentLinkedQueue<List<Received>> received = new ConcurrentLinkedQueue<>();
        private final boolean interrupts;

        Network(long seed) {
            random = new Random(seed);
            interrupts = random.nextBoolean();
            int n = 1 + random.nextInt(4);
            for (int i = 0; i < n; i++) {
                channels.add(Channel.of("c" + i, random.nextInt(3)));
            }
        }

        void run(ProcessThreads threads) throws Exception {
            Parallel parallel = new Parallel(threads);
            Set<Thread> busy = Collections.newSetFromMap(new ConcurrentHashMap<>());
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                parallel.add("reader", interruptible(reader(i, new Random(random.nextLong())), busy));
            }
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                parallel.add("writer", interruptible(writer(i, new Random(random.nextLong())), busy));
            }
            Parallel.Running running = parallel.start();
            try (Crew crew = new Crew()) {
                Crew.Member<List<Object>> joined = crew.start(running::join);
                while (interrupts && !joined.isDone()) {
                    busy.forEach(Thread::interrupt);
                    TimeUnit.MICROSECONDS.sleep(300);
                }
                joined.result();
            }
        }

        private static Parallel.Body interruptible(Parallel.Body body, Set<Thread> busy) {
            return () -> {
                busy.add(Thread.currentThread());
                try {
                    body.run();
                } finally {
                    busy.remove(Thread.currentThread());
                }
            };
        }

        private Parallel.Body writer(int writer, Random own) {
            List<ChannelWriter<Message>> ends = channels.stream().map(Channel::writer).toList();
            return () -> {
                for (int number = 0; number < MESSAGES; number++) {
                    List<ChannelWriter<Message>> some = some(ends, own);
                    List<Guard> guards = new ArrayList<>();
                    for (ChannelWriter<Message> end : some) {
                        guards.add(new OutputGuard<>(end, new Message(writer, number, end.channel())));
                    }
                    sent.add(send(some, guards, writer, number, own));
                }
                ends.forEach(ChannelEnd::retire);
            };
        }

        private Message send(List<ChannelWriter<Message>> ends, List<Guard> guards, int writer, int number, Random own)
                throws InterruptedException {
            while (true) {
                try {
                    if (ends.size() == 1 && own.nextBoolean()) {
                        Message message = new Message(writer, number, ends.get(0).channel());
                        ends.get(0).write(message);
                        return message;
                    }
                    int index = choose(guards, own.nextBoolean(), own).index();
                    if (index < ends.size()) {
                        return new Message(writer, number, ends.get(index).channel());
                    }
                } catch (InterruptedException e) {
                    assertTrue(interrupts);
                }
            }
        }

        private Parallel.Body reader(int reader, Random own) {
            List<ChannelReader<Message>> ends = new ArrayList<>(channels.stream().map(Channel::reader).toList());
            return () -> {
                List<Received> got = new ArrayList<>();
                while (!ends.isEmpty()) {
                    List<ChannelReader<Message>> some = some(ends, own);
                    try {
                        receive(some, some.size() == ends.size(), own, reader, got);
                    } catch (ChannelRetireException e) {
                        ends.removeIf(end -> end.channel() == e.channel());
                    } catch (InterruptedException e) {
                        assertTrue(interrupts);
                    }
                }
                received.add(got);
            };
        }

        /** Waits without a limit only for all channels, else the network might wait for itself. */
        private static void receive(List<ChannelReader<Message>> ends, boolean all, Random own, int reader, List<Received> got)
                throws InterruptedException {
            if (all && ends.size() == 1 && own.nextBoolean()) {
                got.add(new Received(reader, ends.get(0).read(), ends.get(0).channel()));
                return;
            }
            Selection selection = choose(ends.stream().map(InputGuard<Message>::new).toList(), !all || own.nextBoolean(), own);
            if (selection.index() < ends.size()) {
                got.add(new Received(reader, (Message) selection.message(), ends.get(selection.index()).channel()));
            }
        }

        /** A choice of a random kind; if wanted, with a guard that makes it end early. */
        private static Selection choose(List<? extends Guard> guards, boolean impatient, Random own) throws InterruptedException {
            List<Guard> all = new ArrayList<>(guards);
            if (impatient) {
                all.add(own.nextBoolean() ? new SkipGuard() : new TimeoutGuard(Duration.ofNanos(own.nextInt(100_000))));
            }
            Alternation alternation = new Alternation(all);
            return switch (own.nextInt(3)) {
                case 0 -> alternation.priSelect();
                case 1 -> alternation.altSelect();
                default -> alternation.fairSelect();
            };
        }

        /** At least one of them, in random order. */
        private static <E> List<E> some(List<E> ends, Random own) {
            List<E> shuffled = new ArrayList<>(ends);
            Collections.shuffle(shuffled, own);
            return shuffled.subList(0, 1 + own.nextInt(shuffled.size()));
        }

        void check() {
            List<Message> arrived = new ArrayList<>();
            for (List<Received> got : received) {
                Map<List<Object>, Integer> last = new HashMap<>();
                for (Received one : got) {
                    arrived.add(one.message);
                    assertEquals(one.message.channel, one.channel, "a message comes by the channel it was sent to");
                    Integer before = last.put(List.of(one.message.writer, one.channel), one.message.number);
                    assertTrue(before == null || before < one.message.number, "the order of a writer is kept");
                }
            }
            Set<Message> distinct = new HashSet<>(arrived);
            assertEquals(arrived.size(), distinct.size(), "none comes twice");
            assertEquals(sent, distinct, "none is lost, and nothing comes that was not chosen");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hold(ProcessThreads threads) throws Exception {
        if (threads == ProcessThreads.VIRTUAL && ProcessThreads.best() != threads) {
            return;
        }
        for (long seed : Seeds.of(NETWORKS).toArray()) {
            Seeds.with(seed, () -> {
                Network network = new Network(seed);
                network.run(threads);
                network.check();
            });
        }
    }
}
