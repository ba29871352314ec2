package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlternationTest {

    /** The three ways to choose. */
    enum Way {
        PRI, ALT, FAIR;

        Selection select(Alternation alternation) throws InterruptedException {
            return switch (this) {
                case PRI -> alternation.priSelect();
                case ALT -> alternation.altSelect();
                case FAIR -> alternation.fairSelect();
            };
        }
    }

    private static final Duration LONG = Duration.ofNanos(Crew.LIMIT);

    private final Crew crew = new Crew();
    private final Channel<Integer> a = Channel.of("a", 0);
    private final Channel<Integer> b = Channel.of("b", 0);
    private final ChannelReader<Integer> inA = a.reader();
    private final ChannelReader<Integer> inB = b.reader();
    private final ChannelWriter<Integer> outA = a.writer();
    private final ChannelWriter<Integer> outB = b.writer();

    @AfterEach
    void close() {
        crew.close();
    }

    @ParameterizedTest
    @EnumSource
    void readsFromTheChannelThatIsReady(Way way) throws Exception {
        Crew.Member<Void> writer = crew.run(() -> outB.write(7)).parked();
        Selection selection = way.select(new Alternation(new InputGuard<>(inA), new InputGuard<>(inB)));
        assertEquals(1, selection.index());
        assertEquals(7, selection.message());
        assertSame(inB, ((InputGuard<?>) selection.guard()).end());
        writer.result();
    }

    @ParameterizedTest
    @EnumSource
    void writesToTheChannelThatIsReady(Way way) throws Exception {
        Crew.Member<Integer> reader = crew.start(inB::read).parked();
        Selection selection = way.select(new Alternation(new OutputGuard<>(outA, 1), new OutputGuard<>(outB, 2)));
        assertEquals(1, selection.index());
        assertNull(selection.message());
        assertEquals(2, reader.result());
    }

    @ParameterizedTest
    @EnumSource
    void waitsForAWriter(Way way) throws Exception {
        Crew.Member<Selection> choice =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 2))));
        assertFalse(choice.parked().isDone());
        outA.write(5);
        assertEquals(0, choice.result().index());
        assertEquals(5, choice.result().message());
        assertTrue(new Alternation(new InputGuard<>(inB), new SkipGuard()).priSelect().guard() instanceof SkipGuard,
                "the other guard is gone");
    }

    @ParameterizedTest
    @EnumSource
    void waitsForAReader(Way way) throws Exception {
        Crew.Member<Selection> choice =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 2)))).parked();
        assertEquals(2, inB.read());
        assertEquals(1, choice.result().index());
    }

    @ParameterizedTest
    @EnumSource
    void twoChoicesMeet(Way way) throws Exception {
        Crew.Member<Selection> one =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new InputGuard<>(inB)))).parked();
        Selection two = way.select(new Alternation(new OutputGuard<>(outB, 2)));
        assertEquals(0, two.index());
        assertEquals(1, one.result().index());
        assertEquals(2, one.result().message());
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesOfOneChannelInOneChoiceDoNotMeetEachOther(Way way) throws Exception {
        Alternation both = new Alternation(new InputGuard<>(inA), new OutputGuard<>(outA, 1), new TimeoutGuard(Duration.ofMillis(20)));
        assertEquals(2, way.select(both).index());
        Crew.Member<Selection> one =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outA, 1)))).parked();
        Selection two = way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outA, 2)));
        assertEquals(1, two.index() + one.result().index(), "one reads, one writes");
        assertEquals(two.index() == 0 ? 1 : 2, two.index() == 0 ? two.message() : one.result().message());
    }

    @Test
    void priorityIsTheOrderOfTheList() throws Exception {
        Crew.Member<Void> first = crew.run(() -> outA.write(1)).parked();
        Crew.Member<Void> second = crew.run(() -> outB.write(2)).parked();
        Alternation alternation = new Alternation(new InputGuard<>(inB), new InputGuard<>(inA));
        assertEquals(2, alternation.priSelect().message());
        assertEquals(1, alternation.priSelect().message());
        first.result();
        second.result();
    }

    @Test
    void aSkipGuardCutsPriorityOffAndIsLastOtherwise() throws Exception {
        Crew.Member<Void> writer = crew.run(() -> outA.write(1)).parked();
        Alternation alternation = new Alternation(new SkipGuard(), new InputGuard<>(inA));
        assertEquals(0, alternation.priSelect().index());
        assertEquals(1, alternation.altSelect().index());
        assertEquals(0, alternation.altSelect().index());
        assertEquals(0, alternation.fairSelect().index());
        writer.result();
    }

    @ParameterizedTest
    @EnumSource
    void theShortestTimeoutEndsTheWait(Way way) throws Exception {
        Alternation alternation = new Alternation(new TimeoutGuard(LONG), new InputGuard<>(inA),
                new TimeoutGuard(Duration.ofMillis(30)), new TimeoutGuard(Duration.ofSeconds(Long.MAX_VALUE)));
        long begin = System.nanoTime();
        assertEquals(2, way.select(alternation).index());
        assertTrue(System.nanoTime() - begin >= Duration.ofMillis(30).toNanos());
        assertEquals(0, way.select(new Alternation(new TimeoutGuard(Duration.ZERO), new InputGuard<>(inA))).index());
        assertEquals(0, way.select(new Alternation(new TimeoutGuard(Duration.ofSeconds(-1)), new InputGuard<>(inA))).index());
    }

    @ParameterizedTest
    @EnumSource
    void timeoutsAloneAndSkipsAlone(Way way) throws Exception {
        assertEquals(0, way.select(new Alternation(new TimeoutGuard(Duration.ofMillis(1)))).index());
        assertEquals(0, way.select(new Alternation(new SkipGuard())).index());
    }

    @Test
    void aChoiceNeedsAGuard() {
        assertThrows(IllegalArgumentException.class, () -> new Alternation());
    }

    @ParameterizedTest
    @EnumSource
    void poisonEndsAChoiceThatWaits(Way way) throws Exception {
        Crew.Member<Selection> choice =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 1)))).parked();
        inB.poison();
        assertThrows(ChannelPoisonException.class, choice::result);
        assertTrue(new Alternation(new OutputGuard<>(outA, 1), new SkipGuard()).priSelect().guard() instanceof SkipGuard);
        assertThrows(ChannelPoisonException.class, () -> way.select(new Alternation(new OutputGuard<>(outB, 1))));
    }

    @ParameterizedTest
    @EnumSource
    void retirementEndsAChoiceThatWaits(Way way) throws Exception {
        Crew.Member<Selection> choice =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 1)))).parked();
        outA.retire();
        assertThrows(ChannelRetireException.class, choice::result);
        assertThrows(ChannelRetireException.class, () -> way.select(new Alternation(new InputGuard<>(inA))));
    }

    @ParameterizedTest
    @EnumSource
    void anEndThatRetiredFailsInAChoice(Way way) {
        ChannelReader<Integer> another = inA.another();
        another.retire();
        assertThrows(ChannelRetireException.class, () -> way.select(new Alternation(new InputGuard<>(another))));
    }

    @Test
    void aPoisonedGuardTakesItsPlaceInThePriority() throws Exception {
        inB.poison();
        Crew.Member<Void> writer = crew.run(() -> outA.write(1)).parked();
        assertThrows(ChannelPoisonException.class,
                () -> new Alternation(new InputGuard<>(inB), new InputGuard<>(inA)).priSelect());
        assertEquals(1, new Alternation(new InputGuard<>(inA), new InputGuard<>(inB)).priSelect().message());
        writer.result();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedChoiceLeavesNoOffer(Way way) throws Exception {
        Crew.Member<Selection> choice =
                crew.start(() -> way.select(new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 1)))).parked();
        choice.thread.interrupt();
        assertThrows(InterruptedException.class, choice::result);
        assertEquals(2, new Alternation(new OutputGuard<>(outA, 1), new InputGuard<>(inB), new SkipGuard()).priSelect().index());
    }

    @Test
    void actionsRunAfterTheCommunication() throws Exception {
        List<Object> happened = new ArrayList<>();
        Channel<String> buffer = Channel.buffered(1);
        new Alternation(new OutputGuard<>(buffer.writer(), "m", () -> happened.add("sent"))).execute();
        new Alternation(new InputGuard<>(buffer.reader(), happened::add)).execute();
        new Alternation(new SkipGuard(() -> happened.add("skip"))).execute();
        new Alternation(new TimeoutGuard(Duration.ZERO, () -> happened.add("timeout"))).execute();
        assertEquals(List.of("sent", "m", "skip", "timeout"), happened);
    }

    @Test
    void aGuardCanBeGivenAnotherMessage() throws Exception {
        Channel<String> buffer = Channel.buffered(2);
        OutputGuard<String> guard = new OutputGuard<>(buffer.writer(), "one");
        Alternation alternation = new Alternation(guard);
        alternation.priSelect();
        guard.setMessage("two");
        alternation.priSelect();
        ChannelReader<String> in = buffer.reader();
        assertEquals("one", in.read());
        assertEquals("two", in.read());
    }

    @Test
    void fairnessPrefersTheLeastChosen() throws Exception {
        List<ChannelReader<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Channel<Integer> channel = Channel.buffered(100);
            ChannelWriter<Integer> out = channel.writer();
            for (int k = 0; k < 100; k++) {
                out.write(k);
            }
            ends.add(channel.reader());
        }
        Fairness place = new Fairness();
        int[] chosen = new int[3];
        for (int i = 0; i < 30; i++) {
            List<Guard> guards = new ArrayList<>();
            guards.add(new SkipGuard());
            ends.forEach(end -> guards.add(new InputGuard<>(end)));
            chosen[new Alternation(guards).fairSelect(place).index() - 1]++;
        }
        assertEquals(List.of(10, 10, 10), List.of(chosen[0], chosen[1], chosen[2]));
        for (int i = 0; i < 5; i++) {
            assertEquals(0, new Alternation(new InputGuard<>(ends.get(2))).fairSelect(place).index());
        }
        for (int i = 0; i < 5; i++) {
            Alternation two = new Alternation(new InputGuard<>(ends.get(2)), new InputGuard<>(ends.get(0)));
            assertEquals(1, two.fairSelect(place).index(), "the counts of other lists are kept");
        }
    }
}
