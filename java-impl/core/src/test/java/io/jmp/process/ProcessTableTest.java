package io.jmp.process;

import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.until;
import static io.jmp.process.Children.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import io.jmp.pipe.Pipe;
import io.jmp.wait.WaitAny;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ProcessTableTest extends WithChildren {

    @Test
    void theMainProcessIsThere() {
        JvmProcess main = table.main();
        assertEquals(ProcessHandle.current().pid(), main.pid());
        assertEquals("MainProcess", main.name());
        assertNull(main.parent());
        assertNull(main.exitCode());
        assertTrue(main.isAlive());
        assertSame(main, table.find(main.pid()));
        assertEquals("context", table.startMethod());
        assertEquals("spawn", new ProcessTable(host, "spawn").startMethod());
        assertEquals(0, host.booted.get(), "nothing is booted before it is needed");
    }

    @Test
    void aClosedTableStartsNothing() {
        table.close();
        assertThrows(IllegalStateException.class, () -> table.start(table.main(), "python", Pickles.dumps(null)));
        assertThrows(IllegalStateException.class, () -> table.start("python", null, Pickles.dumps(null)));
        assertThrows(IllegalStateException.class, () -> table.startService("python", null, Pickles.dumps(null)));
        assertThrows(IllegalStateException.class, () -> table.start("java", () -> 0));
        assertThrows(IllegalStateException.class, () -> table.startService("java", self -> 0));
        assertEquals(List.of(table.main()), List.copyOf(table.alive()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 255})
    void aProcessRunsToItsExitCode(int code) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        JvmProcess child = children.start(self -> {
            go.await();
            return code;
        });
        assertTrue(child.isAlive());
        assertFalse(child.isReady());
        assertNull(child.exitCode());
        assertSame(table.main(), child.parent());
        assertSame(child, table.find(child.pid()));
        assertTrue(table.alive().contains(child));
        assertFalse(child.join(0, TimeUnit.SECONDS));
        assertFalse(child.join(-1, TimeUnit.SECONDS));
        assertFalse(child.join(SHORT, TimeUnit.NANOSECONDS));
        go.countDown();
        child.join();
        assertTrue(child.join(0, TimeUnit.SECONDS));
        assertEquals(code, child.exitCode());
        assertFalse(child.isAlive());
        assertTrue(child.isReady());
        assertNull(table.find(child.pid()));
        assertEquals(List.of(table.main()), List.copyOf(table.alive()));
    }

    @Test
    void aProcessKnowsItself() throws Exception {
        Crew.Member<JvmProcess> seen = crew.start(() -> {
            JvmProcess[] self = {null};
            join(children.start(process -> {
                self[0] = process;
                return Thread.currentThread().getName().equals("jmp-" + process.pid() + "-child") ? 0 : 1;
            }));
            return self[0];
        });
        assertEquals(0, seen.result().exitCode());
        assertEquals("child", seen.result().name());
        seen.result().setName("renamed");
        assertEquals("renamed", seen.result().name());
        assertTrue(seen.result().toString().contains("renamed exitCode=0"));
    }

    @Test
    void processesHaveParentsOfTheirOwn() throws Exception {
        JvmProcess[] grandchild = {null};
        JvmProcess child = children.start(self -> {
            grandchild[0] = table.start(self, "grandchild", Children.program(inner -> 3));
            return join(grandchild[0]);
        });
        assertEquals(3, join(child));
        assertSame(child, grandchild[0].parent());
        assertNotEquals(child.pid(), grandchild[0].pid());
    }

    @Test
    void aProgramThatThrowsHasExitCodeOne() throws Exception {
        assertEquals(1, join(children.start(self -> {
            throw new IllegalStateException("on purpose");
        })));
        assertEquals(1, join(children.start(self -> {
            throw new StackOverflowError("on purpose");
        })));
    }

    @Test
    void whoJoinsIsInterruptible() throws Exception {
        JvmProcess child = children.blocked();
        Crew.Member<?> patient = crew.start(() -> {
            child.join();
            return null;
        }).parked();
        Crew.Member<Boolean> timed = crew.start(() -> child.join(1, TimeUnit.HOURS)).parked();
        patient.interrupt();
        timed.interrupt();
        assertThrows(InterruptedException.class, patient::result);
        assertThrows(InterruptedException.class, timed::result);
        assertTrue(child.isAlive());
    }

    @Test
    void whatIsToBeDoneAtTheEndIsDoneBeforeTheEndIsSeen() throws Exception {
        JvmProcess child = children.blocked();
        AtomicInteger done = new AtomicInteger();
        Runnable forgotten = () -> done.addAndGet(1_000);
        child.onExit(() -> done.addAndGet(child.isAlive() ? 1 : 100));
        child.onExit(() -> done.addAndGet(10));
        child.onExit(forgotten);
        child.forget(forgotten);
        assertEquals(0, done.get());
        child.terminate();
        join(child);
        assertEquals(11, done.get());
        child.onExit(() -> done.addAndGet(10_000));
        assertEquals(10_011, done.get(), "at once");
        child.forget(forgotten);
    }

    @Test
    void sentinelsWakeWhoWaitsForAny() throws Exception {
        JvmProcess first = children.blocked();
        JvmProcess second = children.blocked();
        assertTrue(WaitAny.await(List.of(first, second), 0).isEmpty());
        Crew.Member<List<JvmProcess>> waiter = crew.start(() -> WaitAny.await(List.of(first, second), -1)).parked();
        second.terminate();
        assertEquals(List.of(second), waiter.result());
        assertEquals(-15, second.exitCode(), "it has ended when it is ready");
        assertEquals(List.of(second), WaitAny.await(List.of(first, second), -1));
    }

    @Test
    void aHostThatCannotBootGivesExitCodeOne() throws Exception {
        host.trouble = new Exception("on purpose");
        assertEquals(1, join(children.start(self -> 0)));
        host.trouble = new OutOfMemoryError("on purpose");
        assertEquals(1, join(children.start(self -> 0)));
        host.trouble = new IllegalStateException("on purpose");
        assertEquals(1, join(children.start(self -> 0)));
        host.trouble = null;
        until(() -> {
            try {
                return join(children.start(self -> 0)) == 0;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aHostThatCannotBootIsNotTriedForEver() throws Exception {
        host.trouble = new Exception("on purpose");
        join(children.start(self -> 0));
        int processors = Runtime.getRuntime().availableProcessors();
        until(() -> host.failed.get() >= processors);
        join(children.start(self -> 0));
        assertTrue(host.failed.get() <= 4 + 3 * processors, "failed " + host.failed);
    }

    @Test
    void aThousandProcessesLeaveNothing() throws Exception {
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            int code = i & 0xff;
            JvmProcess child = children.start(self -> code);
            assertTrue(pids.add(child.pid()));
            assertEquals(code, join(child));
        }
        assertEquals(List.of(table.main()), List.copyOf(table.alive()));
        until(() -> host.closed.get() == 1_000);
        table.close();
        until(() -> host.open() == 0);
        until(() -> threadsOf(pids) == 0);
    }

    private static long threadsOf(Set<Long> pids) {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("jmp-") && pids.stream().anyMatch(pid -> name.contains("-" + pid))).count();
    }

    @Test
    void twoHundredLiveAtOnce() throws Exception {
        int many = 200;
        CountDownLatch running = new CountDownLatch(many);
        CountDownLatch go = new CountDownLatch(1);
        List<JvmProcess> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            int code = i;
            all.add(children.start(self -> {
                running.countDown();
                go.await();
                return code;
            }));
        }
        assertTrue(running.await(Crew.SECONDS, TimeUnit.SECONDS), "not all run at once");
        assertEquals(many + 1, table.alive().size());
        go.countDown();
        for (int i = 0; i < many; i++) {
            assertEquals(i, join(all.get(i)));
        }
        assertEquals(1, table.alive().size());
    }

    @Test
    void manyThreadsStartProcesses() throws Exception {
        Crew.results(crew.start(4, () -> {
            for (int i = 0; i < 100; i++) {
                assertEquals(9, join(children.start(self -> 9)));
            }
            return null;
        }));
        assertEquals(1, table.alive().size());
    }

    @Test
    void closingKillsWhatIsLeft() throws Exception {
        JvmProcess running = children.blocked();
        table.close();
        assertEquals(-9, running.exitCode());
        until(() -> host.open() == 0);
        assertTrue(table.main().isAlive());
    }

    @Test
    void closingKillsWhatHasNotBegun() throws Exception {
        host.gate = new CountDownLatch(1);
        JvmProcess waiting = children.start(self -> 0);
        Crew.Member<?> closer = crew.start(() -> {
            table.close();
            return null;
        });
        until(() -> waiting.wantedExitCode() == -9);
        host.gate.countDown();
        closer.result();
        assertEquals(-9, join(waiting));
        until(() -> host.open() == 0);
    }

    @Test
    void afterClosingNothingStarts() {
        table.close();
        table.warmUp();
        assertThrows(IllegalStateException.class, () -> children.start(self -> 0));
        assertEquals(0, host.booted.get());
    }

    @Test
    void theMainProcessEnds() throws Exception {
        Pipe pipe = Pipe.open(true, table.main());
        AtomicInteger interrupted = new AtomicInteger();
        table.mainBegins(new Interpreter() {
            @Override
            public int run(JvmProcess process, Parcel program) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void cancel() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void signal(int number) {
                interrupted.incrementAndGet();
            }

            @Override
            public void close() {
                throw new UnsupportedOperationException();
            }
        });
        table.interruptAll();
        assertEquals(1, interrupted.get());
        table.mainEnds(3);
        assertEquals(3, table.main().exitCode());
        assertTrue(pipe.first().isClosed());
        table.interruptAll();
        assertEquals(1, interrupted.get());
    }
}
