package io.jmp.sync;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.process.JvmProcess;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessLockTest {

    private static final String TOO_OFTEN = "semaphore or lock released too many times";
    private static final String NOT_OWNED = "attempt to release recursive lock not owned by thread";

    private final Crew crew = new Crew();
    private final JvmProcess one = Processes.create();
    private final JvmProcess other = Processes.create();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    @Test
    void aPlainLockDoesNotLetItsHolderIn() throws Exception {
        ProcessLock lock = new ProcessLock(false);
        lock.acquire();
        assertTrue(lock.isLocked());
        assertFalse(lock.acquire(null, 0));
        assertFalse(lock.tryAcquire(SHORT, TimeUnit.NANOSECONDS));
        lock.release();
        assertFalse(lock.isLocked());
        assertRaises("ValueError", TOO_OFTEN, lock::release);
        assertTrue(lock.acquire(null, 0));
    }

    @Test
    void aPlainLockIsReleasedByAnybody() throws Exception {
        ProcessLock lock = new ProcessLock(false);
        assertTrue(lock.acquire(one, -1));
        assertTrue(lock.isHeldBy(one));
        assertFalse(lock.isHeldBy(other));
        assertSame(one, lock.holder());
        crew.start(() -> {
            lock.release(other);
            return null;
        }).result();
        assertFalse(lock.isHeldBy(one));
        assertNull(lock.holder());
        assertTrue(lock.acquire(other, 0));
        assertFalse(lock.isHeldBy(one));
    }

    @Test
    void aReentrantLockBelongsToAThreadOfAProcess() throws Exception {
        ProcessLock lock = new ProcessLock(true);
        assertRaises("AssertionError", NOT_OWNED, () -> lock.release(one));
        assertTrue(lock.acquire(one, -1));
        assertTrue(lock.acquire(one, 0));
        assertEquals(2, lock.holdCount());
        assertFalse(lock.acquire(other, 0), "another process on the same thread");
        assertRaises("AssertionError", NOT_OWNED, () -> lock.release(other));
        assertRaises("AssertionError", NOT_OWNED, crew.start(() -> {
            lock.release(one);
            return null;
        })::result);
        assertFalse(crew.start(() -> lock.acquire(one, SHORT)).result());
        lock.release(one);
        assertFalse(crew.start(() -> lock.acquire(one, 0)).result());
        lock.release(one);
        assertTrue(crew.start(() -> lock.acquire(one, 0)).result());
        assertRaises("AssertionError", NOT_OWNED, () -> lock.release(one));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReleaseWakesWhoWaits(boolean reentrant) throws Exception {
        ProcessLock lock = new ProcessLock(reentrant);
        for (long nanos : new long[] {-1, LONG}) {
            assertTrue(lock.acquire(one, -1));
            Crew.Member<Boolean> waiter = crew.start(() -> {
                boolean taken = lock.acquire(other, nanos);
                lock.release(other);
                return taken;
            }).parked();
            lock.release(one);
            assertTrue(waiter.result());
            assertFalse(lock.isLocked());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsInterruptedTakesNothing(boolean reentrant) throws Exception {
        ProcessLock lock = new ProcessLock(reentrant);
        assertTrue(lock.acquire(one, -1));
        Crew.Member<Boolean> waiter = crew.start(() -> lock.acquire(other, -1)).parked();
        waiter.interrupt();
        assertThrows(InterruptedException.class, waiter::result);
        lock.release(one);
        assertFalse(lock.isLocked());
    }

    @Test
    void aThreadThatEndsKeepsTheLock() throws Exception {
        ProcessLock lock = new ProcessLock(false);
        assertTrue(crew.start(() -> lock.acquire(other, -1)).result());
        assertFalse(lock.acquire(one, SHORT));
        assertSame(other, lock.holder());
        lock.release(one);
        assertTrue(lock.acquire(one, 0));
    }

    @Test
    void ofManyReleasesOfAPlainLockOneIsRight() throws Exception {
        ProcessLock lock = new ProcessLock(false);
        for (int round = 0; round < 500; round++) {
            lock.acquire();
            AtomicInteger right = new AtomicInteger();
            Crew.results(crew.start(3, () -> {
                try {
                    lock.release();
                    right.incrementAndGet();
                } catch (io.jmp.python.PythonError e) {
                    assertEquals("ValueError", e.type());
                }
                return null;
            }));
            assertEquals(1, right.get());
            assertFalse(lock.isLocked());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyOneIsInside(boolean reentrant) throws Exception {
        ProcessLock lock = new ProcessLock(reentrant);
        int[] count = new int[1];
        int times = 10_000;
        Crew.results(crew.start(8, () -> {
            JvmProcess me = Processes.create();
            for (int i = 0; i < times; i++) {
                while (!lock.acquire(me, i % 5 == 0 ? i : -1)) {
                    Thread.onSpinWait();
                }
                assertTrue(lock.isHeldBy(me));
                if (reentrant) {
                    lock.acquire(me, -1);
                }
                count[0]++;
                if (reentrant) {
                    lock.release(me);
                }
                lock.release(me);
            }
            return null;
        }));
        assertEquals(8 * times, count[0]);
        assertFalse(lock.isLocked());
    }
}
