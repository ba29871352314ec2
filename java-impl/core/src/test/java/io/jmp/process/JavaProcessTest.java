package io.jmp.process;

import static io.jmp.Crew.until;
import static io.jmp.process.Children.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.queue.ProcessQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java code as a process. */
@Timeout(60)
class JavaProcessTest {

    private final Children children = new Children();
    private final ProcessTable table = children.table;

    @AfterEach
    void dismiss() {
        children.close();
    }

    private JvmProcess blocked() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        JvmProcess process = table.start("java", () -> {
            running.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        assertTrue(running.await(Crew.SECONDS, TimeUnit.SECONDS));
        return process;
    }

    @Test
    void itsResultIsTheExitCode() throws Exception {
        assertEquals(0, join(table.start("java", () -> null)));
        assertEquals(0, join(table.start("java", () -> "text")));
        assertEquals(7, join(table.start("java", () -> 7)));
        assertEquals(255, join(table.start("java", () -> -1)));
        assertEquals(0, children.host.booted.get(), "it needs no interpreter");
        assertEquals(1, table.alive().size());
    }

    @Test
    void itIsAProcessLikeOthers() throws Exception {
        JvmProcess process = blocked();
        assertSame(process, table.find(process.pid()));
        assertSame(table.main(), process.parent());
        assertNull(process.exitCode());
        process.terminate();
        assertEquals(-15, join(process));
        JvmProcess killed = blocked();
        killed.kill();
        assertEquals(-9, join(killed));
    }

    @Test
    void whatItThrowsGivesExitCodeOne() throws Exception {
        assertEquals(1, join(table.start("java", () -> {
            throw new Exception("on purpose");
        })));
        assertEquals(1, join(table.start("java", () -> {
            throw new AssertionError("on purpose");
        })));
    }

    @Test
    void itIsInterruptedUntilItEnds() throws Exception {
        AtomicInteger interrupts = new AtomicInteger();
        CountDownLatch running = new CountDownLatch(1);
        JvmProcess stubborn = table.start("java", () -> {
            running.countDown();
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    if (interrupts.incrementAndGet() == 3) {
                        throw e;
                    }
                }
            }
        });
        assertTrue(running.await(Crew.SECONDS, TimeUnit.SECONDS));
        stubborn.terminate();
        assertEquals(-15, join(stubborn));
        assertEquals(3, interrupts.get());
    }

    @Test
    void itsExitActionsAreNotDisturbedByTheInterrupts() throws Exception {
        JvmProcess process = blocked();
        AtomicInteger undisturbed = new AtomicInteger();
        process.onExit(() -> {
            if (!Thread.currentThread().isInterrupted()) {
                undisturbed.incrementAndGet();
            }
        });
        process.terminate();
        join(process);
        assertEquals(1, undisturbed.get());
    }

    @Test
    void closingTheTableEndsIt() throws Exception {
        JvmProcess process = blocked();
        table.close();
        assertEquals(-9, join(process));
    }

    @Test
    void manyTalkOverAQueue() throws Exception {
        int many = 50;
        ProcessQueue<Object> queue = new ProcessQueue<>();
        JvmProcess[] all = new JvmProcess[many];
        for (int i = 0; i < many; i++) {
            int number = i;
            all[i] = table.start("java", () -> {
                queue.put(number);
                return number;
            });
        }
        int sum = 0;
        for (int i = 0; i < many; i++) {
            sum += (Integer) queue.take();
        }
        assertEquals(many * (many - 1) / 2, sum);
        for (int i = 0; i < many; i++) {
            assertEquals(i, join(all[i]));
        }
        until(() -> table.alive().size() == 1);
    }
}
