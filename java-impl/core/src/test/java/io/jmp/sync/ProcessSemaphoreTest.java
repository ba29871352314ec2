package io.jmp.sync;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessSemaphoreTest {

    private static final String TOO_OFTEN = "semaphore or lock released too many times";

    private final Crew crew = new Crew();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    @Test
    void countsDownToZero() throws Exception {
        ProcessSemaphore semaphore = new ProcessSemaphore(2);
        semaphore.acquire();
        assertTrue(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.acquire(0));
        assertEquals(0, semaphore.value());
        semaphore.release();
        assertEquals(1, semaphore.value());
        assertEquals(Integer.MAX_VALUE, semaphore.max());
    }

    @Test
    void aTimeoutRunsOutAndTakesNothing() throws Exception {
        ProcessSemaphore semaphore = new ProcessSemaphore(0);
        long begin = System.nanoTime();
        assertFalse(semaphore.acquire(SHORT));
        assertTrue(System.nanoTime() - begin >= SHORT);
        assertFalse(semaphore.tryAcquire(-1, TimeUnit.SECONDS));
        semaphore.release();
        assertEquals(1, semaphore.value());
    }

    @Test
    void aReleaseWakesWhoWaits() throws Exception {
        ProcessSemaphore semaphore = new ProcessSemaphore(0);
        Crew.Member<Boolean> timed = crew.start(() -> semaphore.acquire(LONG)).parked();
        Crew.Member<Boolean> patient = crew.start(() -> semaphore.acquire(-1)).parked();
        semaphore.release();
        semaphore.release();
        assertTrue(timed.result());
        assertTrue(patient.result());
        assertEquals(0, semaphore.value());
    }

    @Test
    void whoIsInterruptedTakesNothing() throws Exception {
        ProcessSemaphore semaphore = new ProcessSemaphore(0);
        for (long nanos : new long[] {-1, LONG}) {
            Crew.Member<Boolean> waiter = crew.start(() -> semaphore.acquire(nanos)).parked();
            waiter.interrupt();
            assertThrows(InterruptedException.class, waiter::result);
        }
        semaphore.release();
        assertEquals(1, semaphore.value());
    }

    @Test
    void hasABound() {
        ProcessSemaphore semaphore = new ProcessSemaphore(1, 1);
        assertRaises("ValueError", TOO_OFTEN, semaphore::release);
        assertEquals(1, semaphore.value());
        assertTrue(semaphore.tryAcquire());
        semaphore.release();
        assertRaises("ValueError", TOO_OFTEN, new ProcessSemaphore(0, 0)::release);
        assertRaises("ValueError", TOO_OFTEN, new ProcessSemaphore(ProcessSemaphore.MAX_VALUE)::release);
        assertRaises("ValueError", "semaphore initial value must be between 0 and its maximum",
                () -> new ProcessSemaphore(-1));
        assertRaises("ValueError", "semaphore initial value must be between 0 and its maximum",
                () -> new ProcessSemaphore(3, 2));
    }

    @Test
    void neverAdmitsTooMany() throws Exception {
        int permits = 3;
        ProcessSemaphore semaphore = new ProcessSemaphore(permits, permits);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Crew.results(crew.start(8, () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (int i = 0; i < 5_000; i++) {
                while (!semaphore.acquire(random.nextInt(3) == 0 ? random.nextInt(50_000) : -1)) {
                    Thread.onSpinWait();
                }
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (random.nextInt(20) == 0) {
                    Thread.yield();
                }
                inside.decrementAndGet();
                semaphore.release();
            }
            return null;
        }));
        assertTrue(most.get() <= permits, "inside at once: " + most);
        assertEquals(permits, semaphore.value());
    }

    @Test
    void losesNothingWhenWaitersAreInterrupted() throws Exception {
        ProcessSemaphore semaphore = new ProcessSemaphore(0);
        int permits = 2_000;
        AtomicInteger taken = new AtomicInteger();
        var takers = crew.start(4, () -> {
            while (taken.get() < permits) {
                try {
                    if (semaphore.acquire(1_000_000)) {
                        taken.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    // the next attempt
                }
            }
            return null;
        });
        for (int i = 0; i < permits; i++) {
            semaphore.release();
            takers.get(i % 4).interrupt();
        }
        Crew.results(takers);
        assertEquals(permits, taken.get());
        assertEquals(0, semaphore.value());
    }
}
