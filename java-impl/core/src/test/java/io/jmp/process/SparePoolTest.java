package io.jmp.process;

import static io.jmp.Crew.until;
import static io.jmp.process.Children.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.wait.Alarms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SparePoolTest extends WithChildren {

    @Test
    void sparesAreBootedAheadAndRefilled() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        table.warmUp();
        until(() -> host.open() == 1);
        table.warmUp();
        for (int i = 0; i < 10; i++) {
            assertEquals(0, join(children.start(self -> 0)));
            until(() -> host.open() >= processors);
        }
        until(() -> host.closed.get() == 10 && host.open() >= processors);
        assertTrue(host.open() <= processors, "spares: " + host.open());
    }

    /** As Maven's exec:java does with all threads when the program has come to its end. */
    @Test
    void whoInterruptsIdleSparesEndsNone() throws Exception {
        table.warmUp();
        until(host::isIdle);
        Thread spare = host.threads().iterator().next();
        spare.interrupt();
        until(() -> !spare.isInterrupted());
        Thread[] thread = {null};
        assertEquals(0, join(children.start(self -> {
            thread[0] = Thread.currentThread();
            return 0;
        })));
        assertEquals(spare, thread[0]);
    }

    @Test
    void laterSparesBootWithTheModulesOfEarlierProcesses() throws Exception {
        table.preload(List.of("time", "queue"));
        table.preload(List.of("queue", "random"));
        assertEquals(0, join(children.start(self -> 0)));
        assertEquals(List.of("time", "queue", "random"), host.modules);
    }

    @Test
    void aStartDoesNotWaitForABoot() throws Exception {
        host.gate = new CountDownLatch(1);
        List<JvmProcess> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(children.start(self -> 5));
        }
        all.forEach(child -> assertTrue(child.isAlive()));
        host.gate.countDown();
        for (JvmProcess child : all) {
            assertEquals(5, join(child));
        }
    }

    /** To make one would take longer than all the rest of a start. */
    @Test
    void aStartWithAnIdleSpareMakesNoThread() throws Exception {
        CountDownLatch alarms = new CountDownLatch(1);
        Alarms.after(Duration.ZERO, alarms::countDown); // their thread is made now, by whoever comes first
        alarms.await();
        table.warmUp();
        until(host::isIdle);
        InheritableThreadLocal<String> maker = new InheritableThreadLocal<>();
        maker.set("the thread that starts");
        Queue<String> makers = new ConcurrentLinkedQueue<>();
        host.whenBooting = () -> makers.add(String.valueOf(maker.get()));
        assertEquals(0, join(children.start(self -> 0)));
        until(() -> !makers.isEmpty());
        assertEquals(Set.of("null"), Set.copyOf(makers));
    }

    @Test
    void sparesWithoutTheModulesThatAProgramWantsAreReplaced() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        assertEquals(0, join(children.start(self -> 0)));
        until(() -> host.open() == processors);
        for (int i = 1; i < 20; i++) {
            table.preloadAtOnce(List.of("module" + i));
            int wanted = i;
            assertEquals(wanted, join(children.start(self -> host.modulesOf(Thread.currentThread()).size())));
        }
        until(() -> host.open() == processors);
    }

    @Test
    void aSpareThatBootsMeanwhileBootsAgain() throws Exception {
        host.gate = new CountDownLatch(1);
        table.warmUp();
        until(() -> host.modules != null);
        table.preloadAtOnce(List.of("wanted"));
        host.gate.countDown();
        assertEquals(1, join(children.start(self -> host.modulesOf(Thread.currentThread()).size())));
        assertTrue(host.closed.get() > 0);
    }
}
