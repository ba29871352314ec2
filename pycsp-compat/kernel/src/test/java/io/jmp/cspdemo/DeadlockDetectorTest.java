package io.jmp.cspdemo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.Parallel;
import io.jmp.csp.TimeoutGuard;
import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.DeadlockDetector;
import io.jmp.csp.process.DeadlockListener;
import io.jmp.csp.process.DeadlockReport;
import io.jmp.csp.process.Network;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Outside of the kernel's package, where a program is. */
@Timeout(60)
class DeadlockDetectorTest {

    /** Several looks of the detector. */
    private static final long WHILE_MILLIS = 1200;

    private final BlockingQueue<DeadlockReport> reports = new LinkedBlockingQueue<>();
    private final Channel<Integer> a = Channel.of("a", 0);
    private final Channel<Integer> b = Channel.of("b", 0);
    private final ChannelReader<Integer> inA = a.reader();
    private final ChannelReader<Integer> inB = b.reader();
    private final ChannelWriter<Integer> outA = a.writer();
    private final ChannelWriter<Integer> outB = b.writer();
    private DeadlockListener before;

    @BeforeEach
    void listen() {
        before = DeadlockDetector.use(reports::add);
    }

    @AfterEach
    void restore() {
        DeadlockDetector.use(before);
    }

    private Parallel bothReadFirst() {
        return new Parallel()
                .add("one", () -> {
                    inA.read();
                    outB.write(1);
                })
                .add("two", () -> {
                    inB.read();
                    outA.write(1);
                });
    }

    @Test
    void twoProcessesThatWaitForEachOther() throws Exception {
        Thread releases = new Thread(() -> {
            try {
                DeadlockReport report = reports.take();
                reports.add(report);
                Thread.sleep(WHILE_MILLIS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                a.writer().poison();
                b.writer().poison();
            }
        });
        releases.start();
        bothReadFirst().run();
        releases.join();
        DeadlockReport report = reports.take();
        assertNull(reports.poll(), "it is told once");
        String[] lines = report.toString().split("\n");
        assertEquals("deadlock: all processes of a network wait for each other", lines[0]);
        assertTrue(lines[1].endsWith(" waits for other processes, at " + location(report, 0)), lines[1]);
        assertTrue(lines[2].matches("  one#\\d+ waits to read from a, at .*DeadlockDetectorTest.*\\.java:\\d+\\)"), lines[2]);
        assertTrue(lines[3].matches("  two#\\d+ waits to read from b, at .*DeadlockDetectorTest.*\\.java:\\d+\\)"), lines[3]);
        assertEquals(4, lines.length);
        assertEquals(a.id(), report.blocked().get(1).points().get(0).channel());
    }

    private static String location(DeadlockReport report, int index) {
        return report.blocked().get(index).location();
    }

    @Test
    void choicesAreNamedWithAllTheirGuards() throws Exception {
        DeadlockDetector.use(new DeadlockListener() {
            @Override
            public void deadlocked(DeadlockReport report) {
                reports.add(report);
                a.writer().poison();
            }

            @Override
            public String location(CspProcess process) {
                return process.name() + ".py:7";
            }
        });
        new Parallel()
                .add("chooser", () -> new Alternation(new InputGuard<>(inA), new OutputGuard<>(outB, 1)).priSelect())
                .run();
        DeadlockReport report = reports.take();
        assertTrue(report.blocked().get(1).toString()
                .matches("chooser#\\d+ waits to read from a or to write to b, at chooser\\.py:7"), report.toString());
    }

    @Test
    void whoHasATimeoutIsNotDeadlocked() throws Exception {
        new Parallel()
                .add("timed", () -> new Alternation(new InputGuard<>(inA), new TimeoutGuard(Duration.ofMillis(WHILE_MILLIS)))
                        .priSelect())
                .add("partner", inB::read, inB)
                .add("ends", () -> {
                    new Alternation(new TimeoutGuard(Duration.ofMillis(WHILE_MILLIS))).priSelect();
                    outB.poison();
                })
                .run();
        assertNull(reports.poll());
    }

    @Test
    void aProcessThatDoesSomethingElseMayAct() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        Parallel.Running running = bothReadFirst().add("busy", () -> late.await()).start();
        assertNull(reports.poll(WHILE_MILLIS, TimeUnit.MILLISECONDS), "one process and the thread that started them run");
        late.countDown();
        assertNull(reports.poll(WHILE_MILLIS, TimeUnit.MILLISECONDS), "the thread that started them runs");
        outA.poison();
        outB.poison();
        running.join();
        assertNull(reports.poll());
    }

    @Test
    void anotherThreadThatHasUsedTheChannelMayAct() throws Exception {
        CountDownLatch used = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            ChannelWriter<Integer> out = a.writer();
            used.countDown();
            try {
                Thread.sleep(WHILE_MILLIS);
                out.write(3);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        other.start();
        used.await();
        Object read = new Parallel().addCall("reader", inA::read).run().get(0);
        assertEquals(3, read);
        assertNull(reports.poll());
    }

    @Test
    void theListenerKnowsOfOthers() throws Exception {
        DeadlockDetector.use(new DeadlockListener() {
            private int asked;

            @Override
            public void deadlocked(DeadlockReport report) {
                reports.add(report);
            }

            @Override
            public boolean othersMayAct(Network network) {
                if (++asked == 2) {
                    a.writer().poison();
                }
                return true;
            }
        });
        new Parallel().add("reader", inA::read, inA).run();
        assertNull(reports.poll());
    }

    @Test
    void theDetectorEndsWithTheLastProcess() throws Exception {
        new Parallel().add("short", () -> {}).run();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("csp-deadlock-detector"))) {
            assertTrue(System.nanoTime() < deadline, "the detector's thread stays");
            Thread.sleep(10);
        }
    }
}
