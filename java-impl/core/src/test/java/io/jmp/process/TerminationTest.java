package io.jmp.process;

import static io.jmp.Crew.assertRaises;
import static io.jmp.process.Children.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.parcel.Parcel;
import io.jmp.pipe.Pipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How processes are ended, and signals. */
@Timeout(120)
class TerminationTest extends WithChildren {

    private static Children.Code forEver() {
        return self -> {
            new CountDownLatch(1).await();
            return 0;
        };
    }

    @Test
    void terminateAndKillEndARunningProcess() throws Exception {
        JvmProcess terminated = children.blocked();
        JvmProcess killed = children.blocked();
        terminated.terminate();
        killed.kill();
        assertEquals(-15, join(terminated));
        assertEquals(-9, join(killed));
        assertEquals(2, host.cancelled.get());
        terminated.kill();
        killed.terminate();
        assertEquals(-15, terminated.exitCode());
        assertEquals(-9, killed.exitCode());
    }

    @Test
    void theFirstSignalCounts() throws Exception {
        JvmProcess child = children.blocked();
        child.terminate();
        child.kill();
        child.terminate();
        assertEquals(-15, join(child));
        assertEquals(1, host.cancelled.get());
    }

    @Test
    void aProcessThatIsTerminatedBeforeItBeginsDoesNotRun() throws Exception {
        host.gate = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        JvmProcess terminated = children.start(self -> ran.incrementAndGet());
        JvmProcess killed = children.start(self -> ran.incrementAndGet());
        JvmProcess exited = children.start(self -> ran.incrementAndGet());
        terminated.terminate();
        killed.kill();
        exited.exit(258);
        host.gate.countDown();
        assertEquals(-15, join(terminated));
        assertEquals(-9, join(killed));
        assertEquals(2, join(exited));
        assertEquals(0, ran.get());
        assertEquals(0, host.cancelled.get());
        assertEquals(Set.of(table.main()), new HashSet<>(table.alive()));
    }

    @Test
    void oneThatEndsItselfHasTheExitCodeThatItWants() throws Exception {
        ProcessCalls[] calls = {null};
        JvmProcess child = children.start(self -> {
            calls[0] = new ProcessCalls(table, () -> self, true);
            calls[0].exit(42);
            return 0;
        });
        assertEquals(42, join(child));
    }

    @Test
    void oneThatKillsItselfDoesNothingMore() throws Exception {
        AtomicInteger after = new AtomicInteger();
        for (int number : new int[] {JvmProcess.SIGKILL, JvmProcess.SIGTERM}) {
            JvmProcess child = children.start(self -> {
                new ProcessCalls(table, () -> self, true).signal(self.pid(), number);
                return after.incrementAndGet();
            });
            assertEquals(-number, join(child));
        }
        assertEquals(0, after.get());
    }

    @Test
    void manyAreTerminatedWhileTheyBegin() throws Exception {
        List<JvmProcess> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            JvmProcess child = children.start(forEver());
            all.add(child);
            crew.start(() -> {
                child.terminate();
                return null;
            });
        }
        for (JvmProcess child : all) {
            assertEquals(-15, join(child));
        }
    }

    @Test
    void anInterruptReachesTheProgram() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        JvmProcess child = children.start(self -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
                return 0;
            } catch (InterruptedException e) {
                return self.exitCode() == null ? 130 : 1;
            }
        });
        assertTrue(running.await(Crew.SECONDS, TimeUnit.SECONDS));
        table.interruptAll();
        assertEquals(130, join(child));
        child.interrupt();
    }

    @Test
    void whatAProgramWasGivenIsLetGoWhenItDoesNotRun() throws Exception {
        host.gate = new CountDownLatch(1);
        Pipe pipe = Pipe.open(true, null);
        JvmProcess child = table.start(table.main(), "child", new Parcel(new byte[0], new Object[] {pipe.second().departing()}));
        pipe.second().close();
        assertFalse(pipe.first().poll());
        child.kill();
        host.gate.countDown();
        assertEquals(-9, join(child));
        assertTrue(pipe.first().poll(), "end of file");
    }

    @Test
    void signalsAreSentByNumber() throws Exception {
        ProcessCalls calls = new ProcessCalls(table, table::main, true);
        JvmProcess child = children.blocked();
        assertTrue(calls.signal(child.pid(), 0));
        assertRaises("OSError", "Invalid argument", () -> calls.signal(child.pid(), 65));
        assertFalse(calls.signal(table.main().pid(), 15), "nothing runs the main program");
        assertFalse(calls.signal(1, 15), "a process of the system");
        assertRaises("OSError", "No such process", () -> calls.signal(Long.MAX_VALUE, 15));
        assertTrue(calls.signal(child.pid(), 15));
        assertTrue(calls.join(child, Crew.SECONDS));
        assertTrue(calls.signal(child.pid(), 0), "it has ended, and nobody knows");
        assertEquals(-15, calls.exitCode(child));
        assertRaises("OSError", "No such process", () -> calls.signal(child.pid(), 0));
        JvmProcess other = children.blocked();
        assertFalse(calls.join(other, 0.01));
        assertTrue(calls.signal(other.pid(), 9));
        assertTrue(calls.join(other, -1));
        assertEquals(-9, calls.exitCode(other));
    }

    @Test
    void aSignalDoesWhatTheProcessWants() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JvmProcess child = children.start(self -> {
            ProcessCalls own = new ProcessCalls(table, () -> self, true);
            own.onSignal(10, 1);
            own.onSignal(15, 2);
            own.onSignal(9, 1);
            own.onSignal(12, 2);
            own.onSignal(12, 0);
            ready.countDown();
            try {
                new CountDownLatch(1).await();
                return 1;
            } catch (InterruptedException e) {
                goOn.await(); // SIGTERM was handled
                return 7;
            }
        });
        assertTrue(ready.await(Crew.SECONDS, TimeUnit.SECONDS));
        child.signal(10);
        child.signal(17);
        child.terminate();
        goOn.countDown();
        assertEquals(7, join(child));

        for (int number : new int[] {10, 12, JvmProcess.SIGTERM}) {
            JvmProcess other = children.blocked();
            other.signal(number);
            assertEquals(-number, join(other));
        }
    }

    @Test
    void nothingKeepsAProcessFromBeingKilled() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        JvmProcess child = children.start(self -> {
            new ProcessCalls(table, () -> self, true).onSignal(JvmProcess.SIGKILL, 1);
            ready.countDown();
            new CountDownLatch(1).await();
            return 1;
        });
        assertTrue(ready.await(Crew.SECONDS, TimeUnit.SECONDS));
        child.kill();
        assertEquals(-JvmProcess.SIGKILL, join(child));
    }

    @Test
    void thereAreNoOtherSignals() throws Exception {
        JvmProcess child = children.blocked();
        assertThrows(IllegalArgumentException.class, () -> child.signal(0));
        assertThrows(IllegalArgumentException.class, () -> child.signal(65));
        assertTrue(child.isAlive());
    }
}
