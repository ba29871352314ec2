package io.jmp.sync;

import static io.jmp.Crew.assertRaises;
import static io.jmp.Crew.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SyncCallsTest {

    private final Crew crew = new Crew();
    private final JvmProcess one = Processes.create();
    private final SyncCalls calls = new SyncCalls(() -> one);
    private final SyncCalls others = new SyncCalls(Processes.create()::parent); // Java code: no process

    @AfterEach
    void dismiss() {
        crew.close();
    }

    @Test
    void keepsTheRulesOfCalls() {
        Set<String> names = new HashSet<>();
        for (Method method : SyncCalls.class.getDeclaredMethods()) {
            if (java.lang.reflect.Modifier.isPublic(method.getModifiers())) {
                assertTrue(names.add(method.getName()), () -> "overloaded: " + method);
                boolean interruptible = Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
                assertEquals(method.isAnnotationPresent(Blocking.class), interruptible, method::toString);
            }
        }
    }

    @Test
    void tellsWhoHoldsALock() throws Exception {
        ProcessLock lock = calls.createLock(true);
        assertEquals(0, calls.holds(lock));
        calls.acquire(lock, -1);
        calls.acquire(lock, 0);
        assertEquals(2, calls.holds(lock));
        assertEquals(-1, crew.start(() -> calls.holds(lock)).result());
        assertEquals(-2, others.holds(lock));
        assertFalse(others.acquire(lock, 0.01));
        assertTrue(calls.isLocked(lock));
        assertTrue(calls.isReentrant(lock));
        calls.release(lock);
        calls.release(lock);
        assertTrue(others.acquire(lock, 0));
    }

    /** What a process does that is killed while it waits: it unwinds a {@code with} statement, or nothing at all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsKilledWhileWaitingLeavesTheLockToOthers(boolean reentrant) throws Exception {
        ProcessLock lock = calls.createLock(reentrant);
        ProcessCondition condition = calls.createCondition(lock);
        ProcessEvent taken = calls.createEvent();
        Crew.Member<Boolean> victim = crew.start(() -> {
            calls.acquire(lock, -1);
            try {
                return calls.waitCondition(condition, -1);
            } finally {
                taken.await(-1);
                calls.release(lock);
            }
        });
        until(() -> calls.waiting(condition) == 1);
        victim.interrupt();
        assertTrue(others.acquire(lock, 10), "the lock is free");
        taken.set();
        assertThrows(InterruptedException.class, victim::result);
        assertTrue(lock.isLocked(), "the victim has not released it for us");
        others.release(lock);
        assertTrue(calls.acquire(lock, 0));
        calls.release(lock);
        assertFalse(lock.isLocked());
    }

    @Test
    void whoLivesOnRetakesTheLock() throws Exception {
        ProcessLock lock = calls.createLock(true);
        ProcessCondition condition = calls.createCondition(lock);
        Crew.Member<Integer> waiter = crew.start(() -> {
            calls.acquire(lock, -1);
            calls.acquire(lock, -1);
            assertThrows(InterruptedException.class, () -> calls.waitCondition(condition, -1));
            assertThrows(InterruptedException.class, () -> calls.retake(lock));
            calls.retake(lock);
            calls.retake(lock); // nothing left to do
            int holds = calls.holds(lock);
            calls.release(lock);
            calls.release(lock);
            assertRaises("AssertionError", "attempt to release recursive lock not owned by thread",
                    () -> calls.release(lock));
            return holds;
        });
        until(() -> calls.waiting(condition) == 1);
        assertTrue(others.acquire(lock, 10));
        waiter.interrupt();
        until(() -> calls.waiting(condition) == 0);
        waiter.parked();
        waiter.interrupt();
        waiter.parked();
        others.release(lock);
        assertEquals(2, waiter.result());
        assertFalse(lock.isLocked());
    }
}
