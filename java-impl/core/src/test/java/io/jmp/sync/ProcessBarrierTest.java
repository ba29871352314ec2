package io.jmp.sync;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static io.jmp.Crew.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.process.ProcessTable;
import io.jmp.python.PythonError;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class ProcessBarrierTest {

    private static final long SECOND = 1_000_000_000;

    private final Crew crew = new Crew();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    private static void assertBroken(Executable work) {
        assertRaises("threading.BrokenBarrierError", "", work);
    }

    @Test
    void letsAllGoTogether() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(3);
        List<Crew.Member<Integer>> waiters = crew.start(2, () -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 2);
        waiters.forEach(waiter -> assertFalse(waiter.isDone()));
        assertEquals(2, barrier.await(null, 0), "the last does not wait");
        assertEquals(List.of(0, 1), Crew.results(waiters).stream().sorted().toList());
        assertEquals(0, barrier.waiting());
        assertEquals(3, barrier.parties());
        assertFalse(barrier.isBroken());
        assertRaises("ValueError", "parties must be > 0", () -> new ProcessBarrier(0));
    }

    @Test
    void aTimeoutBreaksIt() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(3);
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        assertBroken(() -> barrier.await(null, SHORT));
        assertBroken(waiter::result);
        assertTrue(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        assertBroken(() -> barrier.await(null, -1));
        barrier.reset();
        assertFalse(barrier.isBroken());
        assertBroken(() -> barrier.await(null, 0));
    }

    @Test
    void anInterruptBreaksIt() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(3);
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
        Crew.Member<Integer> victim = crew.start(() -> barrier.await(null, LONG));
        until(() -> barrier.waiting() == 2);
        victim.interrupt();
        assertThrows(InterruptedException.class, victim::result);
        assertBroken(waiter::result);
        assertTrue(barrier.isBroken());
    }

    @Test
    void anAbortBreaksItAndAResetMakesItWhole() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(2);
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        barrier.abort();
        assertBroken(waiter::result);
        barrier.abort();
        assertBroken(() -> barrier.await(null, -1));
        barrier.reset();
        waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        barrier.reset();
        assertBroken(waiter::result);
        assertFalse(barrier.isBroken());
        waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        assertEquals(1, barrier.await(null, -1));
        assertEquals(0, waiter.result());
    }

    @Test
    void theLastPerformsTheAction() throws Exception {
        AtomicInteger performed = new AtomicInteger();
        Thread[] performer = new Thread[1];
        ProcessBarrier barrier = new ProcessBarrier(2, () -> {
            performed.incrementAndGet();
            performer[0] = Thread.currentThread();
        });
        for (int i = 1; i <= 3; i++) {
            Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
            until(() -> barrier.waiting() == 1);
            assertEquals(1, barrier.await(null, -1));
            assertEquals(0, waiter.result());
            assertEquals(i, performed.get());
            assertSame(Thread.currentThread(), performer[0]);
        }
    }

    @Test
    void anActionThatFailsBreaksIt() {
        ProcessBarrier barrier = new ProcessBarrier(2, () -> {
            throw new IllegalStateException("no");
        });
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        assertThrows(IllegalStateException.class, () -> barrier.await(null, -1));
        assertBroken(waiter::result);
        assertTrue(barrier.isBroken());
    }

    @Test
    void timeDoesNotRunOutDuringTheAction() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(2, null, true);
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, SECOND));
        until(() -> barrier.waiting() == 1);
        assertEquals(1, barrier.await(null, -1));
        long passed = System.nanoTime() + SECOND;
        assertEquals(2, barrier.waiting());
        Crew.Member<Integer> early = crew.start(() -> barrier.await(null, LONG)).parked();
        until(() -> System.nanoTime() > passed); // longer than the waiter was ready to wait for others
        assertFalse(waiter.isDone());
        barrier.acted();
        assertEquals(0, waiter.result());
        until(() -> barrier.waiting() == 1);
        assertFalse(early.isDone());
        assertEquals(1, barrier.await(null, -1));
        barrier.acted();
        assertEquals(0, early.result());
    }

    @Test
    void anActionThatEndsTooLateIsTold() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(2, null, true);
        for (Runnable disturbance : List.<Runnable>of(barrier::reset, barrier::abort)) {
            Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
            until(() -> barrier.waiting() == 1);
            assertEquals(1, barrier.await(null, -1));
            disturbance.run();
            assertBroken(waiter::result);
            assertBroken(barrier::acted);
        }
        barrier.reset();
        barrier.failed();
        assertFalse(barrier.isBroken(), "not the business of this thread any more");
    }

    @Test
    void theEndOfTheProcessThatActsBreaksIt() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(2, null, true);
        Crew.Member<Integer> waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        ProcessTable table = Processes.table();
        assertEquals(1, crew.start(() -> barrier.await(table.main(), -1)).result());
        table.mainEnds(-9);
        assertBroken(waiter::result);
        assertTrue(barrier.isBroken());

        barrier.reset();
        ProcessTable second = Processes.table();
        waiter = crew.start(() -> barrier.await(null, -1));
        until(() -> barrier.waiting() == 1);
        barrier.await(second.main(), -1);
        barrier.acted();
        waiter.result();
        second.mainEnds(0);
        assertFalse(barrier.isBroken(), "it ended after its action");
    }

    @Test
    void manyRounds() throws Exception {
        int parties = 5;
        int rounds = 1_000;
        AtomicIntegerArray arrivals = new AtomicIntegerArray(rounds);
        AtomicInteger performed = new AtomicInteger();
        ProcessBarrier barrier = new ProcessBarrier(parties, performed::incrementAndGet);
        List<int[]> indices = Crew.results(crew.start(parties, () -> {
            int[] mine = new int[rounds];
            for (int i = 0; i < rounds; i++) {
                arrivals.incrementAndGet(i);
                mine[i] = barrier.await(null, i % 2 == 0 ? -1 : LONG);
                assertEquals(parties, arrivals.get(i), "who goes on before all have arrived");
                assertTrue(performed.get() == i + 1, "the action comes first, once a round");
            }
            return mine;
        }));
        for (int i = 0; i < rounds; i++) {
            int round = i;
            int[] sorted = indices.stream().mapToInt(mine -> mine[round]).sorted().toArray();
            assertTrue(Arrays.equals(new int[] {0, 1, 2, 3, 4}, sorted), () -> Arrays.toString(sorted));
        }
    }

    /** Whatever happens at the same time, nobody is left behind. */
    @Test
    void breaksAndResetsLeaveNobodyWaiting() throws Exception {
        ProcessBarrier barrier = new ProcessBarrier(3, () -> { });
        CountDownLatch enough = new CountDownLatch(1);
        List<Crew.Member<Integer>> parties = crew.start(6, () -> {
            int passed = 0;
            while (enough.getCount() > 0) {
                try {
                    barrier.await(null, passed % 3 == 0 ? 100_000 : LONG);
                    passed++;
                } catch (PythonError e) {
                    barrier.reset();
                } catch (InterruptedException e) {
                    Thread.interrupted();
                }
            }
            barrier.abort();
            return passed;
        });
        for (int i = 0; i < 2_000; i++) {
            parties.get(i % 6).interrupt();
            if (i % 10 == 0) {
                barrier.abort();
            }
            Thread.yield();
        }
        enough.countDown();
        until(() -> {
            barrier.abort(); // another thread's reset may have made it whole again
            return parties.stream().allMatch(Crew.Member::isDone);
        });
        Crew.results(parties);
    }
}
