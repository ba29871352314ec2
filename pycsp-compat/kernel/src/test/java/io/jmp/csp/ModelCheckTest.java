package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * Runs small networks under Lincheck's model checker, which controls every step of their threads and tries one interleaving
 * after the other; it fails when an assertion does, and when all threads are blocked.
 *
 * <p>Lincheck, because it checks the class files that are shipped and not a model of them, as Spin would; because it explores
 * schedules instead of hoping for them, as jcstress does; and because a Maven dependency is all it needs.
 */
class ModelCheckTest {

    /** Interleavings of each network; a few seconds. */
    private static final int INTERLEAVINGS = Integer.getInteger("jmp.csp.interleavings", 12);

    /** Runs processes and returns what each ended with: its result, or the name of the channel's exception. */
    @SafeVarargs
    private static Object[] run(Callable<Object>... processes) {
        Object[] outcomes = new Object[processes.length];
        Thread[] threads = new Thread[processes.length];
        for (int i = 0; i < processes.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> outcomes[index] = outcome(processes[index]));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return outcomes;
    }

    private static Object outcome(Callable<Object> process) {
        try {
            return process.call();
        } catch (ChannelPoisonException e) {
            return "poison";
        } catch (ChannelRetireException e) {
            return "retire";
        } catch (Exception e) {
            return e;
        }
    }

    private static void require(boolean law, Object... outcomes) {
        if (!law) {
            throw new AssertionError(Arrays.toString(outcomes));
        }
    }

    /** The index of the chosen guard and the message. */
    private static String choose(Alternation alternation) throws InterruptedException {
        Selection selection = alternation.altSelect();
        return selection.index() + ":" + selection.message();
    }

    @Test
    void theCheckerSeesADeadlock() {
        assertThrows(LincheckAssertionError.class, () -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            ChannelReader<Integer> inA = a.reader();
            ChannelReader<Integer> inB = b.reader();
            run(inA::read, inB::read);
        }));
    }

    /** Two choices that have two channels in common, in both directions, agree on one of them. */
    @Test
    void twoChoicesAgree() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            Alternation one = new Alternation(new InputGuard<>(a.reader()), new OutputGuard<>(b.writer(), 1));
            Alternation two = new Alternation(new OutputGuard<>(a.writer(), 2), new InputGuard<>(b.reader()));
            Object[] got = run(() -> choose(one), () -> choose(two));
            require(got[0].equals("0:2") && got[1].equals("0:null") || got[0].equals("1:null") && got[1].equals("1:1"), got);
        });
    }

    /** Of three choices in a ring exactly two meet; what they did not use they poison, which the third gets to know. */
    @Test
    void exactlyTwoOfThreeChoicesMeet() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            Channel<Integer> c = Channel.rendezvous();
            Object[] got = run(between(c, a), between(a, b), between(b, c));
            boolean law = false;
            for (int i = 0; i < 3; i++) {
                law |= got[i].equals("out") && got[(i + 1) % 3].equals("in") && got[(i + 2) % 3].equals("poison");
            }
            require(law, got);
        });
    }

    private static Callable<Object> between(Channel<Integer> left, Channel<Integer> right) {
        ChannelReader<Integer> in = left.reader();
        ChannelWriter<Integer> out = right.writer();
        Alternation choice = new Alternation(new InputGuard<>(in), new OutputGuard<>(out, 1));
        return () -> {
            if (choice.altSelect().index() == 0) {
                out.poison();
                return "in";
            }
            in.poison();
            return "out";
        };
    }

    /** A write is done if and only if its message was read, whatever poison does meanwhile. */
    @Test
    void poisonDoesNotTearACommunication() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            ChannelReader<Integer> inA = a.reader();
            ChannelWriter<Integer> outA = a.writer();
            ChannelWriter<Integer> outB = b.writer();
            Alternation choice = new Alternation(new InputGuard<>(inA), new InputGuard<>(b.reader()));
            Object[] got = run(() -> {
                try {
                    return choose(choice);
                } finally {
                    inA.poison();
                }
            }, () -> {
                outA.write(1);
                return "written";
            }, () -> {
                outB.poison();
                return null;
            });
            require(got[1].equals("written") ? got[0].equals("0:1") : got[0].equals("poison") && got[1].equals("poison"), got);
        });
    }

    /** The reader gets what both writers wrote before they retired, and then retirement; with a buffer or without. */
    @Test
    void nothingIsLostByRetirement() {
        for (int capacity = 0; capacity < 2; capacity++) {
            int size = capacity;
            Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
                Channel<Integer> channel = Channel.of("c", size);
                ChannelReader<Integer> in = channel.reader();
                Object[] got = run(() -> {
                    int sum = 0;
                    while (true) {
                        try {
                            sum += in.read();
                        } catch (ChannelRetireException e) {
                            return sum;
                        }
                    }
                }, writesAndRetires(channel.writer(), 1), writesAndRetires(channel.writer(), 2));
                require(got[0].equals(3), got);
            });
        }
    }

    private static Callable<Object> writesAndRetires(ChannelWriter<Integer> out, int message) {
        return () -> {
            out.write(message);
            out.retire();
            return null;
        };
    }

    /** One reader leaves, by a choice or by itself; the writer is served by the other, or gets to know that both have left. */
    @Test
    void readersThatLeaveReleaseTheWriter() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> channel = Channel.rendezvous();
            ChannelReader<Integer> one = channel.reader();
            ChannelReader<Integer> two = channel.reader();
            ChannelWriter<Integer> out = channel.writer();
            Alternation choice = new Alternation(new InputGuard<>(one), new SkipGuard());
            Object[] got = run(() -> {
                String chosen = choose(choice);
                one.retire();
                return chosen;
            }, () -> {
                two.retire();
                return null;
            }, () -> {
                out.write(1);
                return "written";
            });
            require(got[2].equals("written") == got[0].equals("0:1"), got);
        });
    }

    /** An interrupted reader has read nothing, or has read and keeps the interruption. */
    @Test
    void interruptionDoesNotLoseAMessage() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Channel<Integer> channel = Channel.rendezvous();
            ChannelReader<Integer> in = channel.reader();
            ChannelWriter<Integer> out = channel.writer();
            Thread[] reader = {null};
            Object[] read = {null};
            reader[0] = new Thread(() -> {
                try {
                    read[0] = in.read();
                } catch (InterruptedException e) {
                    read[0] = "interrupted";
                    in.retire();
                }
            });
            reader[0].start();
            Object[] got = run(() -> {
                out.write(1);
                return "written";
            }, () -> {
                reader[0].interrupt();
                return null;
            });
            try {
                reader[0].join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            require(read[0].equals(1) ? got[0].equals("written") : read[0].equals("interrupted") && got[0].equals("retire"),
                    read[0], got[0]);
        });
    }
}
