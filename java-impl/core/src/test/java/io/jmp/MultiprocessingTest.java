package io.jmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.pool.ProcessPool;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessCondition;
import io.jmp.sync.ProcessLock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java API without a Python host. */
@Timeout(60)
class MultiprocessingTest {

    @Test
    void javaCodeAsProcesses() throws Exception {
        try (Multiprocessing mp = Multiprocessing.create()) {
            ProcessQueue<Integer> queue = mp.newQueue();
            JvmProcess process = mp.start(Target.of(() -> {
                queue.put(1);
                return 7;
            }).named("seven"));
            assertEquals(1, queue.take());
            assertEquals(7, process.onExit().get().exitCode());
            assertEquals("seven", process.name());
            JvmProcess failing = mp.start(() -> { throw new IOException("x"); });
            failing.join();
            assertInstanceOf(IOException.class, failing.failure());
            assertThrows(UnsupportedOperationException.class, () -> mp.start("math:sqrt", 1));
            assertThrows(UnsupportedOperationException.class, mp::newManager);
            assertThrows(IllegalArgumentException.class, () -> Target.function("sqrt"));
            assertThrows(IllegalArgumentException.class, () -> Multiprocessing.newBuilder().host("nowhere").build());
        }
    }

    @Test
    void whatFailsIsLogged() throws Exception {
        Logger log = Logger.getLogger("io.jmp"); // where System.Logger writes if nothing else is set
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
        log.addHandler(handler);
        try (Multiprocessing mp = Multiprocessing.create()) {
            IOException error = new IOException("on purpose");
            JvmProcess process = mp.start(Target.of(() -> { throw error; }).named("failing"));
            assertEquals(1, process.waitFor());
            LogRecord record = records.stream().filter(one -> one.getThrown() == error).findFirst().orElseThrow();
            assertEquals(Level.WARNING, record.getLevel());
            assertTrue(record.getMessage().contains(process.pid() + " (failing)"), record.getMessage());
        } finally {
            log.removeHandler(handler);
        }
    }

    /** A thread's name says which process it is. */
    @Test
    void threadsAreNamed() throws Exception {
        try (Multiprocessing mp = Multiprocessing.create()) {
            String[] name = {null};
            JvmProcess process = mp.start(Target.of(() -> name[0] = Thread.currentThread().getName()).named("named"));
            process.join();
            assertEquals("jmp-" + process.pid() + "-named", name[0]);
        }
    }

    @Test
    void limitsHold() throws Exception {
        Limits limits = Limits.NONE.withTaskTime(Duration.ofMillis(200)).withMaxProcesses(1).withMaxMessageBytes(100)
                .withMaxQueue(2, 1000);
        try (Multiprocessing mp = Multiprocessing.newBuilder().limits(limits).build()) {
            CountDownLatch never = new CountDownLatch(1);
            JvmProcess waiting = mp.start(() -> {
                never.await();
                return 0;
            });
            assertEquals("BlockingIOError", assertThrows(PythonException.class, () -> mp.start(() -> 0)).type());
            assertTrue(waiting.join(30, TimeUnit.SECONDS));
            assertInstanceOf(TimeoutException.class, waiting.failure());
            assertEquals(-9, waiting.exitCode());
            assertEquals(0, mp.start(() -> 0).waitFor());
            ProcessQueue<String> queue = mp.newQueue();
            assertThrows(IllegalArgumentException.class, () -> queue.put("x".repeat(200)));
            assertTrue(queue.offer("a") && queue.offer("b"));
            assertFalse(queue.offer("c"));
            try (ProcessPool pool = mp.newPool(1)) {
                CompletableFuture<Object> task = pool.submit(() -> {
                    never.await();
                    return null;
                });
                assertInstanceOf(TimeoutException.class, assertThrows(ExecutionException.class, task::get).getCause());
                assertEquals(5, pool.submit(() -> 5).get());
            }
        }
    }

    /** A task that is over just when it is cancelled: its worker is killed, and no other task with it. */
    @Test
    void cancellingOneTaskNeverLosesAnother() throws Exception {
        try (Multiprocessing mp = Multiprocessing.create(); ProcessPool pool = mp.newPool(1)) {
            for (int i = 0; i < 300; i++) {
                CountDownLatch running = new CountDownLatch(1);
                CountDownLatch end = new CountDownLatch(1);
                CompletableFuture<Object> first = pool.submit(() -> {
                    running.countDown();
                    end.await();
                    return null;
                });
                CompletableFuture<Integer> second = pool.submit(() -> {
                    Thread.sleep(0, 200_000);
                    return 5;
                });
                running.await();
                end.countDown();
                for (int spins = 0; spins < i * 20; spins++) {
                    Thread.onSpinWait();
                }
                first.cancel(true);
                assertEquals(5, second.get());
            }
        }
    }

    /** The end of the worker, which follows, is not what the caller hears. */
    @Test
    void aTaskWhoseTimeIsOverSaysSo() throws Exception {
        Limits limits = Limits.NONE.withTaskTime(Duration.ofMillis(1));
        CountDownLatch never = new CountDownLatch(1);
        try (Multiprocessing mp = Multiprocessing.newBuilder().limits(limits).build(); ProcessPool pool = mp.newPool(4)) {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                tasks.add(pool.submit(() -> {
                    never.await();
                    return null;
                }));
            }
            for (CompletableFuture<?> task : tasks) {
                assertInstanceOf(TimeoutException.class, assertThrows(ExecutionException.class, task::get).getCause());
            }
        }
    }

    @Test
    void locksAreLocks() throws Exception {
        for (ProcessLock lock : new ProcessLock[] {new ProcessLock(false), new ProcessLock(true)}) {
            ProcessCondition condition = lock.newCondition();
            assertThrows(IllegalMonitorStateException.class, lock::unlock);
            assertThrows(IllegalMonitorStateException.class, condition::signal);
            assertThrows(IllegalMonitorStateException.class, condition::await);
            lock.lock();
            assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
            Crew crew = new Crew();
            Crew.Member<?> other = crew.start(() -> {
                lock.lockInterruptibly();
                condition.signalAll();
                lock.unlock();
                return null;
            });
            condition.await();
            assertEquals(1, lock.holdCount());
            assertEquals(lock.isReentrant(), lock.tryLock());
            if (lock.isReentrant()) {
                lock.unlock();
            }
            lock.unlock();
            other.result();
            assertTrue(lock.tryLock(1, TimeUnit.SECONDS));
            lock.unlock();
        }
    }

    @Test
    void processesAndQueuesAreShown() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName pattern = new ObjectName("io.jmp:type=Multiprocessing,*");
        Set<ObjectName> before = beans.queryNames(pattern, null);
        try (Multiprocessing mp = Multiprocessing.create()) {
            Set<ObjectName> names = beans.queryNames(pattern, null).stream().filter(name -> !before.contains(name))
                    .collect(Collectors.toSet());
            ObjectName name = names.iterator().next();
            assertEquals(1, names.size());
            ProcessQueue<String> queue = mp.newQueue(5);
            queue.put("item");
            CountDownLatch never = new CountDownLatch(1);
            JvmProcess process = mp.start(Target.of(() -> {
                never.await();
                return 0;
            }).named("shown"));
            CompositeData shown = ((CompositeData[]) beans.getAttribute(name, "Processes"))[0];
            assertEquals("shown", shown.get("name"));
            assertEquals(process.pid(), shown.get("pid"));
            CompositeData queues = ((CompositeData[]) beans.getAttribute(name, "Queues"))[0];
            assertEquals(List.of(1, 5), List.of(queues.get("size"), queues.get("capacity")));
            assertEquals(true, beans.invoke(name, "kill", new Object[] {process.pid()}, new String[] {"long"}));
            assertEquals(-9, process.waitFor());
            assertEquals(0, beans.getAttribute(name, "ProcessCount"));
            assertTrue(queue.size() == 1);
        }
        assertEquals(before, beans.queryNames(pattern, null));
    }

    @Test
    void theFlightRecorderSeesWhatHappens(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording(); Multiprocessing mp = Multiprocessing.create()) {
            recording.start();
            ProcessQueue<Integer> queue = mp.newQueue();
            JvmProcess process = mp.start(Target.of(() -> {
                queue.take();
                return 3;
            }).named("recorded"));
            assertFalse(process.join(200, TimeUnit.MILLISECONDS));
            queue.put(1);
            process.join();
            try (ProcessPool pool = mp.newPool(1)) {
                pool.submit(() -> 1).get();
            }
            recording.stop();
            Path file = directory.resolve("recording.jfr");
            recording.dump(file);
            assertTrue(Files.size(file) > 0);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("jmp.ProcessStart")
                    && event.getString("name").equals("recorded") && event.getLong("pid") == process.pid()));
            assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("jmp.ProcessEnd")
                    && event.getInt("exitCode") == 3));
            assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("jmp.Task")
                    && event.getBoolean("succeeded")));
            assertTrue(events.stream().anyMatch(event -> event.getEventType().getName().equals("jmp.QueueWait")
                    && event.getDuration().toMillis() >= 50));
        }
    }
}
