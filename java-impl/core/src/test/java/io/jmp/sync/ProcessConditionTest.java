package io.jmp.sync;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static io.jmp.Crew.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.process.JvmProcess;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessConditionTest {

    private final Crew crew = new Crew();
    private final JvmProcess me = Processes.create();
    private final ProcessLock lock = new ProcessLock(true);
    private final ProcessCondition condition = new ProcessCondition(lock);

    @AfterEach
    void dismiss() {
        crew.close();
    }

    /** A thread that takes the lock and waits, and returns what the wait returned. */
    private Crew.Member<Boolean> waiter(long nanos) {
        int before = condition.waiting();
        Crew.Member<Boolean> waiter = crew.start(() -> {
            lock.acquire(me, -1);
            try {
                return condition.await(me, nanos);
            } finally {
                lock.release(me);
            }
        });
        until(() -> condition.waiting() > before);
        return waiter;
    }

    private void signal(int n) throws InterruptedException {
        lock.acquire(me, -1);
        condition.signal(me, n);
        lock.release(me);
    }

    @Test
    void onlyTheHolderWaitsAndNotifies() throws Exception {
        assertRaises("AssertionError", "must acquire() condition before using wait()", () -> condition.await(me, -1));
        assertRaises("AssertionError", "lock is not owned", () -> condition.signal(me, 1));
        crew.start(() -> lock.acquire(me, -1)).result();
        assertRaises("AssertionError", "must acquire() condition before using wait()", () -> condition.await(me, 0));
        assertRaises("AssertionError", "lock is not owned", () -> condition.signalAll(me));
        assertEquals(0, condition.waiting());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeoutRunsOut(boolean reentrant) throws Exception {
        ProcessLock any = new ProcessLock(reentrant);
        ProcessCondition over = new ProcessCondition(any);
        any.acquire(me, -1);
        assertFalse(over.await(me, 0));
        assertFalse(over.await(me, SHORT));
        assertTrue(any.isHeldBy(me));
        assertEquals(0, over.waiting());
        over.signal(me, 1); // for nobody: it is not kept
        assertFalse(over.await(me, SHORT));
        any.release(me);
    }

    @Test
    void notifiesAsManyAsItIsToldInTheirOrder() throws Exception {
        List<Integer> woken = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            crew.start(() -> {
                lock.acquire(me, -1);
                assertTrue(condition.await(me, LONG));
                woken.add(number);
                lock.release(me);
                return null;
            });
            until(() -> condition.waiting() == number + 1);
        }
        signal(0);
        signal(-1);
        assertEquals(5, condition.waiting());
        signal(1);
        until(() -> woken.equals(List.of(0)));
        signal(2);
        until(() -> woken.size() == 3);
        assertTrue(woken.containsAll(List.of(1, 2)));
        assertEquals(2, condition.waiting());
        signal(Integer.MAX_VALUE);
        until(() -> woken.size() == 5);
    }

    @Test
    void waitingGivesUpARecursiveLockAndTakesItBack() throws Exception {
        Crew.Member<Integer> waiter = crew.start(() -> {
            for (int i = 0; i < 3; i++) {
                lock.acquire(me, -1);
            }
            assertTrue(condition.await(me, LONG));
            assertTrue(lock.isHeldBy(me));
            int holds = lock.holdCount();
            for (int i = 0; i < holds; i++) {
                lock.release(me);
            }
            return holds;
        });
        until(() -> condition.waiting() == 1);
        assertTrue(lock.acquire(me, LONG));
        condition.signal(me, 1);
        assertFalse(waiter.isDone());
        lock.release(me);
        assertEquals(3, waiter.result());
        assertFalse(lock.isLocked());
    }

    @Test
    void whoIsInterruptedLeavesTheQueueWithTheLock() throws Exception {
        Crew.Member<Boolean> waiter = crew.start(() -> {
            lock.acquire(me, -1);
            lock.acquire(me, -1);
            assertThrows(InterruptedException.class, () -> condition.await(me, -1));
            assertEquals(0, condition.waiting());
            assertTrue(lock.isHeldBy(me));
            assertEquals(2, lock.holdCount());
            lock.release(me);
            lock.release(me);
            return true;
        });
        until(() -> condition.waiting() == 1);
        waiter.interrupt();
        assertTrue(waiter.result());
        assertFalse(lock.isLocked());
    }

    @Test
    void whoLeavesDoesNotTakeTheLock() throws Exception {
        Crew.Member<Boolean> waiter = crew.start(() -> {
            lock.acquire(me, -1);
            return condition.awaitOrLeave(me, -1);
        });
        until(() -> condition.waiting() == 1);
        waiter.interrupt();
        assertThrows(InterruptedException.class, waiter::result);
        assertEquals(0, condition.waiting());
        assertFalse(lock.isLocked());
    }

    @Test
    void whoIsInterruptedWithANotificationHandsItOn() throws Exception {
        lock.acquire(me, -1);
        lock.release(me);
        Crew.Member<Boolean> first = crew.start(() -> {
            lock.acquire(me, -1);
            return condition.awaitOrLeave(me, -1);
        });
        until(() -> condition.waiting() == 1);
        Crew.Member<Boolean> second = waiter(LONG);
        lock.acquire(me, -1);
        condition.signal(me, 1); // for the first, which cannot go on without the lock
        assertEquals(1, condition.waiting());
        first.interrupt();
        assertThrows(InterruptedException.class, first::result);
        lock.release(me);
        assertTrue(second.result());
    }

    @Test
    void aPlainLockThatSomebodyElseReleasesIsAnError() throws Exception {
        ProcessLock plain = new ProcessLock(false);
        ProcessCondition over = new ProcessCondition(plain);
        plain.acquire(me, -1);
        crew.start(() -> {
            plain.release(null);
            return null;
        }).result();
        assertRaises("AssertionError", "must acquire() condition before using wait()", () -> over.await(me, -1));
        assertFalse(plain.isLocked());
        assertEquals(0, over.waiting());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyTakeTurns(boolean reentrant) throws Exception {
        ProcessLock any = new ProcessLock(reentrant);
        ProcessCondition over = new ProcessCondition(any);
        int threads = 6;
        int rounds = 500;
        AtomicInteger numbers = new AtomicInteger();
        int[] turn = new int[1];
        Crew.results(crew.start(threads, () -> {
            int number = numbers.getAndIncrement();
            for (int i = 0; i < rounds; i++) {
                any.acquire(me, -1);
                while (turn[0] % threads != number) {
                    assertTrue(over.await(me, LONG));
                }
                turn[0]++;
                over.signalAll(me);
                any.release(me);
            }
            return null;
        }));
        assertEquals(threads * rounds, turn[0]);
        assertEquals(0, over.waiting());
    }

    /** A lost notification leaves items behind with all waiting; a spurious wake-up is one more than notifications. */
    @Test
    void oneNotificationWakesOneAlsoWhenWaitersAreInterruptedOrTimeOut() throws Exception {
        int items = 10_000;
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        AtomicInteger eaten = new AtomicInteger();
        AtomicInteger wakeUps = new AtomicInteger();
        AtomicInteger interrupts = new AtomicInteger();
        List<Crew.Member<Object>> eaters = crew.start(4, () -> {
            while (eaten.get() < items) {
                try {
                    lock.acquire(me, -1);
                    try {
                        while (queue.isEmpty() && eaten.get() < items) {
                            if (condition.await(me, interrupts.get() % 4 == 0 ? 20_000 : -1)) {
                                wakeUps.incrementAndGet();
                            }
                        }
                        if (queue.poll() != null) {
                            eaten.incrementAndGet();
                        }
                    } finally {
                        lock.release(me);
                    }
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
            return null;
        });
        int notifications = 0;
        for (int i = 0; i < items; i++) {
            assertTrue(lock.acquire(me, LONG));
            notifications += Math.min(1, condition.waiting());
            queue.add(i);
            condition.signal(me, 1);
            lock.release(me);
            if (i % 3 == 0) {
                eaters.get(i % 4).interrupt();
            }
        }
        until(() -> eaten.get() == items);
        assertTrue(lock.acquire(me, LONG));
        notifications += condition.waiting();
        condition.signalAll(me);
        lock.release(me);
        Crew.results(eaters);
        assertTrue(wakeUps.get() <= notifications, wakeUps + " wake-ups of " + notifications + " notifications");
        assertTrue(interrupts.get() > 0);
        assertEquals(0, condition.waiting());
        assertFalse(lock.isLocked());
    }
}
