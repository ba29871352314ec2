package io.jmp.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.parcel.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskPoolTest {

    private static final long FOR_EVER = -1;

    private final ConcurrentLinkedQueue<Long> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger executed = new AtomicInteger();

    private static Parcel number(int n) {
        return new Parcel(Integer.toString(n).getBytes());
    }

    private static int number(Parcel parcel) {
        return Integer.parseInt(new String(parcel.data()));
    }

    /** Workers that double numbers, and die of some, as told. */
    private void startWorker(TaskPool pool, int deadlyPerMille) {
        TaskPool.Worker worker = pool.addThread();
        Thread thread = new Thread(() -> {
            try {
                for (Parcel task = pool.take(worker); task != null; task = pool.take(worker)) {
                    executed.incrementAndGet();
                    if (ThreadLocalRandom.current().nextInt(1000) < deadlyPerMille) {
                        deaths.incrementAndGet();
                        return;
                    }
                    pool.done(worker, true, number(2 * number(task)));
                }
            } catch (InterruptedException e) {
                // nobody interrupts
            } finally {
                pool.leave(worker);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private TaskPool pool(int size, int deadlyPerMille) {
        TaskPool pool = new TaskPool(size);
        for (int i = 0; i < size; i++) {
            startWorker(pool, deadlyPerMille);
        }
        pool.start((number, argument) -> {
            calls.add(number);
            if (number == Handler.WORKER_ENDED) {
                for (int i = pool.missingWorkers(); i > 0; i--) {
                    startWorker(pool, deadlyPerMille);
                }
            }
            return null;
        });
        return pool;
    }

    private static Job submit(TaskPool pool, int tasks, long number) {
        Job job = new Job(tasks, number);
        for (int i = 0; i < tasks; i++) {
            pool.submit(new Task(job, i, number(i)));
        }
        return job;
    }

    @Test
    void everyTaskIsAnsweredOrReportedOnce() throws InterruptedException {
        TaskPool pool = pool(4, 20);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            jobs.add(submit(pool, 1000, 0));
        }
        int lost = 0;
        for (Job job : jobs) {
            assertTrue(job.await(FOR_EVER));
            for (int i = 0; i < 1000; i++) {
                Job.Result result = job.result(i);
                if (result.succeeded()) {
                    assertEquals(2 * i, number(result.content()));
                } else {
                    assertNull(result.content());
                    assertEquals("the worker thread ended", result.loss());
                    lost++;
                }
            }
        }
        assertEquals(deaths.get(), lost);
        assertEquals(100_000, executed.get());
        pool.close();
        pool.awaitEnd();
    }

    @Test
    void resultsInOrderAndAsTheyCome() throws InterruptedException {
        TaskPool pool = pool(2, 0);
        Job inOrder = new Job(-1, 0);
        Job asTheyCome = new Job(-1, 0);
        for (int i = 0; i < 500; i++) {
            pool.submit(new Task(inOrder, i, number(i)));
            pool.submit(new Task(asTheyCome, i, number(i)));
        }
        long sum = 0;
        for (int i = 0; i < 500; i++) {
            assertEquals(2 * i, number(inOrder.next(true, FOR_EVER).content()));
            sum += number(asTheyCome.next(false, FOR_EVER).content());
        }
        assertEquals(2 * 499 * 500 / 2, sum);
        assertNull(inOrder.next(true, TimeUnit.MILLISECONDS.toNanos(1)));
        assertFalse(inOrder.isExhausted());
        inOrder.setLength(500);
        assertNull(inOrder.next(true, FOR_EVER));
        assertTrue(inOrder.isExhausted());
        pool.terminate();
        pool.awaitEnd();
    }

    @Test
    void theOwnerIsToldBeforeThoseWhoWait() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        TaskPool pool = new TaskPool(1);
        startWorker(pool, 0);
        pool.start((number, argument) -> {
            await(gate);
            calls.add(number);
            return null;
        });
        Job job = submit(pool, 3, 77);
        assertFalse(job.await(TimeUnit.MILLISECONDS.toNanos(20)));
        gate.countDown();
        assertTrue(job.await(FOR_EVER));
        assertEquals(List.of(77L), List.copyOf(calls));
        pool.close();
        pool.awaitEnd();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClosedPoolDoesWhatItHas() throws InterruptedException {
        TaskPool pool = pool(2, 100);
        Job job = submit(pool, 2000, 5);
        pool.close();
        pool.awaitEnd();
        assertTrue(job.isReady());
        assertTrue(calls.contains(5L));
        assertEquals(2000, executed.get());
    }

    @Test
    void aTerminatedPoolLosesWhatItHas() throws InterruptedException {
        TaskPool pool = new TaskPool(1);
        pool.start((number, argument) -> null);
        Job job = submit(pool, 3, 0);
        pool.terminate();
        assertTrue(job.await(FOR_EVER));
        assertEquals("the pool was terminated", job.result(1).loss());
        assertEquals("the pool was terminated", submit(pool, 1, 0).result(0).loss());
        pool.awaitEnd();
    }

    @Test
    void aTaskThatCouldNotBeSentFails() throws InterruptedException {
        TaskPool pool = pool(1, 0);
        Job job = new Job(2, 0);
        pool.fail(new Task(job, 1, number(13)));
        pool.submit(new Task(job, 0, number(1)));
        assertTrue(job.await(FOR_EVER));
        assertEquals(1, job.firstFailure());
        assertEquals(13, number(job.result(1).content()));
        pool.close();
        pool.awaitEnd();
    }
}
