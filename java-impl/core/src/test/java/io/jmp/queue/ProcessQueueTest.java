package io.jmp.queue;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static io.jmp.Crew.assertRaises;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.Limits;
import io.jmp.pipe.Pipe;
import io.jmp.wait.WaitAny;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessQueueTest {

    private static final String TOO_OFTEN = "task_done() called too many times";

    private final Crew crew = new Crew();
    private final ProcessQueue<Object> queue = new ProcessQueue<>();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    @Test
    void javaValuesGoThrough() throws Exception {
        List<Object> mixed = Arrays.asList(42, null, "hello");
        queue.put(mixed);
        queue.put(null);
        queue.put(new byte[] {1, -1, 0});
        queue.put(Map.of("a", List.of(1.5, true)));
        assertEquals(mixed, queue.take());
        assertNull(queue.take());
        assertArrayEquals(new byte[] {1, -1, 0}, (byte[]) queue.take());
        assertEquals(Map.of("a", List.of(1.5, true)), queue.take());
        assertTrue(queue.isEmpty());
    }

    @Test
    void anItemIsACopyFromTheMomentOfThePut() throws Exception {
        List<Object> list = new ArrayList<>(List.of(1));
        queue.put(list);
        list.add(2);
        Object taken = queue.take();
        assertNotSame(list, taken);
        assertEquals(List.of(1), taken);
    }

    @Test
    void aQueueTravelsInAMessage() throws Exception {
        ProcessQueue<Object> answers = new ProcessQueue<>();
        Crew.Member<?> server = crew.start(() -> {
            List<?> request = (List<?>) queue.take();
            ((ProcessQueue<Object>) request.get(1)).put("answer to " + request.get(0));
            return null;
        });
        queue.put(List.of("question", answers));
        assertEquals("answer to question", answers.take());
        server.result();
        queue.put(queue);
        assertSame(queue, queue.take());
    }

    @Test
    void whatCannotBePickledIsNotPut() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> queue.put(new Object()));
        assertTrue(queue.isEmpty());
        assertTrue(queue.join(0, SECONDS), "nothing to be done");
    }

    @Test
    void isBounded() throws Exception {
        ProcessQueue<Object> bounded = new ProcessQueue<>(2);
        assertEquals(2, bounded.capacity());
        assertEquals(0, queue.capacity());
        assertEquals(0, new ProcessQueue<>(-5).capacity());
        bounded.put(1);
        assertFalse(bounded.isFull());
        assertTrue(bounded.offer(2, 0, SECONDS));
        assertTrue(bounded.isFull());
        assertEquals(2, bounded.size());
        assertFalse(bounded.offer(3, 0, SECONDS));
        assertFalse(bounded.offer(3, -1, SECONDS));
        assertFalse(bounded.offer(3, SHORT, NANOSECONDS));
        Crew.Member<?> putter = crew.start(() -> {
            bounded.put(3);
            return null;
        }).parked();
        assertEquals(1, bounded.take());
        putter.result();
        assertEquals(2, bounded.take());
        assertEquals(3, bounded.take());
    }

    @Test
    void waitsForAnItem() throws Exception {
        assertNull(queue.poll(0, SECONDS));
        assertNull(queue.poll(-1, SECONDS));
        assertNull(queue.poll(SHORT, NANOSECONDS));
        Crew.Member<Object> patient = crew.start(queue::take).parked();
        queue.put("a");
        assertEquals("a", patient.result());
        Crew.Member<Object> timed = crew.start(() -> queue.poll(LONG, NANOSECONDS)).parked();
        queue.put("b");
        assertEquals("b", timed.result());
        Crew.Member<Object> interrupted = crew.start(queue::take).parked();
        interrupted.interrupt();
        assertThrows(InterruptedException.class, interrupted::result);
        queue.put("c");
        assertEquals("c", queue.take());
    }

    @Test
    void tasksAreCountedUntilTheyAreDone() throws Exception {
        queue.join();
        queue.put(1);
        queue.put(2);
        assertFalse(queue.join(0, SECONDS));
        assertFalse(queue.join(SHORT, NANOSECONDS));
        var joiners = crew.start(3, () -> {
            queue.join();
            return null;
        });
        joiners.forEach(Crew.Member::parked);
        queue.take();
        queue.taskDone();
        assertFalse(queue.join(0, SECONDS));
        queue.take();
        assertFalse(queue.join(0, SECONDS), "taken is not done");
        queue.taskDone();
        Crew.results(joiners);
        assertTrue(queue.join(0, SECONDS));
        assertRaises("ValueError", TOO_OFTEN, queue::taskDone);
        assertRaises("ValueError", TOO_OFTEN, new ProcessQueue<>()::taskDone);
    }

    @Test
    void aPutThatFailsIsNoTask() throws Exception {
        ProcessQueue<Object> bounded = new ProcessQueue<>(1);
        bounded.put(1);
        assertFalse(bounded.offer(2, 0, SECONDS));
        Crew.Member<?> putter = crew.start(() -> {
            bounded.put(3);
            return null;
        }).parked();
        putter.interrupt();
        assertThrows(InterruptedException.class, putter::result);
        bounded.take();
        bounded.taskDone();
        assertTrue(bounded.join(0, SECONDS));
    }

    @Test
    void joinIsInterruptible() throws Exception {
        queue.put(1);
        Crew.Member<?> joiner = crew.start(() -> {
            queue.join();
            return null;
        }).parked();
        joiner.interrupt();
        assertThrows(InterruptedException.class, joiner::result);
    }

    @Test
    void theReaderBecomesReady() throws Exception {
        var waiter = crew.start(() -> WaitAny.await(List.of(new ProcessQueue<>().reader(), queue.reader()), -1)).parked();
        queue.put(1);
        assertEquals(List.of(queue.reader()), waiter.result());
    }
    @Test
    void manyPutAndTakeAndJoin() throws Exception {
        int each = 5_000;
        ProcessQueue<Object> shared = new ProcessQueue<>(10);
        AtomicInteger names = new AtomicInteger();
        AtomicLong sum = new AtomicLong();
        AtomicInteger done = new AtomicInteger();
        var takers = crew.start(4, () -> {
            int[] last = {-1, -1, -1};
            for (Object item = shared.take(); item != null; item = shared.take()) {
                List<?> pair = (List<?>) item;
                int putter = (Integer) pair.get(0);
                int number = (Integer) pair.get(1);
                assertTrue(number > last[putter], "out of order");
                last[putter] = number;
                sum.addAndGet(number);
                done.incrementAndGet();
                shared.taskDone();
            }
            shared.taskDone();
            return null;
        });
        Crew.results(crew.start(3, () -> {
            int me = names.getAndIncrement();
            for (int i = 0; i < each; i++) {
                shared.put(List.of(me, i));
            }
            return null;
        }));
        shared.join();
        assertEquals(3 * each, done.get());
        for (int i = 0; i < 4; i++) {
            shared.put(null);
        }
        shared.join();
        Crew.results(takers);
        assertEquals(3L * each * (each - 1) / 2, sum.get());
        assertTrue(shared.isEmpty());
    }

    @Test
    void callsUsePythonsTimeouts() throws Exception {
        QueueCalls calls = new QueueCalls(Limits.NONE, new QueueRegistry());
        ProcessQueue<?> one = calls.create(1);
        Object[] refs = {"ref"};
        assertTrue(calls.put(one, new byte[] {7}, refs, -1));
        assertFalse(calls.put(one, new byte[] {8}, null, 0));
        assertFalse(calls.put(one, new byte[] {8}, null, 0.01));
        assertTrue(calls.full(one));
        assertEquals(1, calls.size(one));
        assertEquals(1, calls.capacity(one));
        assertFalse(calls.join(one, 0.01));
        var parcel = calls.get(one, -1);
        assertArrayEquals(new byte[] {7}, parcel.data());
        assertSame(refs, parcel.refs());
        assertNull(calls.get(one, 0));
        assertNull(calls.get(one, 0.01));
        calls.taskDone(one);
        assertTrue(calls.join(one, -1));
        assertSame(one.reader(), calls.reader(one));
    }
}
