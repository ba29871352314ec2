package io.jmp.csp;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Operations that do not wait, on two buffered channels, have the results that they would have one after the other in some
 * order: checked by Lincheck against a plain model, over generated programs. A choice by priority sees all its channels at one
 * moment, so it is linearizable too.
 */
class LinearizabilityTest {

    /** Generated programs; some ten seconds. */
    private static final int ITERATIONS = Integer.getInteger("jmp.csp.iterations", 2);

    private static final String POISONED = "poison";
    private static final String RETIRED = "retire";
    private static final String SKIPPED = "skip";

    /** The operations. */
    interface Channels {
        String write(int message);

        String read();

        String readAny();

        String pass();

        void poisonSecond();

        void retireFirst();
    }

    /** The kernel's channels. */
    public static class Kernel implements Channels {

        private final Channel<Integer> first = Channel.buffered(1);
        private final Channel<Integer> second = Channel.buffered(2);
        private final ChannelReader<Integer> inFirst = first.reader();
        private final ChannelWriter<Integer> outFirst = first.writer();
        private final ChannelReader<Integer> inSecond = second.reader();
        private final ChannelWriter<Integer> outSecond = second.writer();

        private static String choose(Guard... guards) {
            try {
                Selection selection = new Alternation(guards).priSelect();
                return selection.guard() instanceof SkipGuard ? SKIPPED : selection.index() + ":" + selection.message();
            } catch (ChannelPoisonException e) {
                return POISONED;
            } catch (ChannelRetireException e) {
                return RETIRED;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        @Operation
        public String write(int message) {
            return choose(new OutputGuard<>(outFirst, message), new OutputGuard<>(outSecond, message), new SkipGuard());
        }

        @Override
        @Operation
        public String read() {
            return choose(new InputGuard<>(inSecond), new SkipGuard());
        }

        @Override
        @Operation
        public String readAny() {
            return choose(new InputGuard<>(inFirst), new InputGuard<>(inSecond), new SkipGuard());
        }

        @Override
        @Operation
        public String pass() {
            return choose(new InputGuard<>(inSecond), new OutputGuard<>(outFirst, -1), new SkipGuard());
        }

        @Override
        @Operation
        public void poisonSecond() {
            outSecond.poison();
        }

        @Override
        @Operation
        public void retireFirst() {
            outFirst.retire();
        }
    }

    /** What they do, one after the other. */
    public static class Model implements Channels {

        private final ArrayDeque<Integer> first = new ArrayDeque<>();
        private final ArrayDeque<Integer> second = new ArrayDeque<>();
        private boolean poisoned;
        private boolean retired;

        @Override
        public String write(int message) {
            if (retired) {
                return RETIRED;
            }
            if (first.isEmpty()) {
                first.add(message);
                return "0:null";
            }
            if (poisoned) {
                return POISONED;
            }
            if (second.size() < 2) {
                second.add(message);
                return "1:null";
            }
            return SKIPPED;
        }

        @Override
        public String read() {
            return poisoned ? POISONED : second.isEmpty() ? SKIPPED : "0:" + second.poll();
        }

        @Override
        public String readAny() {
            if (!first.isEmpty()) {
                return "0:" + first.poll();
            }
            if (retired) {
                return RETIRED;
            }
            return poisoned ? POISONED : second.isEmpty() ? SKIPPED : "1:" + second.poll();
        }

        @Override
        public String pass() {
            if (poisoned) {
                return POISONED;
            }
            if (!second.isEmpty()) {
                return "0:" + second.poll();
            }
            if (retired) {
                return RETIRED;
            }
            if (first.isEmpty()) {
                first.add(-1);
                return "1:null";
            }
            return SKIPPED;
        }

        @Override
        public void poisonSecond() {
            poisoned = true;
            second.clear();
        }

        @Override
        public void retireFirst() {
            retired = true;
        }
    }

    @Test
    void underTheModelChecker() {
        new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(40)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(Model.class)
                .check(Kernel.class);
    }

    @Test
    void underStress() {
        new StressOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(Model.class)
                .check(Kernel.class);
    }
}
