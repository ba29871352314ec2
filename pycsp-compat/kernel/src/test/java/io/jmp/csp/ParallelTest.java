package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.csp.process.CspProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {

    @Test
    void resultsComeInOrder() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        List<Object> results = new Parallel()
                .addCall("reader", () -> in.read() + 1)
                .add("writer", () -> out.write(41))
                .addCall("third", () -> "done")
                .run();
        assertEquals(Arrays.asList(42, null, "done"), results);
    }

    @Test
    void retirementSpreadsThroughANetwork() throws Exception {
        Channel<Integer> first = Channel.rendezvous();
        Channel<Integer> second = Channel.rendezvous();
        ChannelWriter<Integer> outFirst = first.writer();
        ChannelReader<Integer> inFirst = first.reader();
        ChannelWriter<Integer> outSecond = second.writer();
        ChannelReader<Integer> inSecond = second.reader();
        List<Integer> seen = new ArrayList<>();
        new Parallel()
                .add("source", () -> {
                    for (int i = 0; i < 5; i++) {
                        outFirst.write(i);
                    }
                    outFirst.retire();
                }, outFirst)
                .add("double", () -> {
                    while (true) {
                        outSecond.write(2 * inFirst.read());
                    }
                }, inFirst, outSecond)
                .add("sink", () -> {
                    while (true) {
                        seen.add(inSecond.read());
                    }
                }, inSecond)
                .run();
        assertEquals(List.of(0, 2, 4, 6, 8), seen);
    }

    @Test
    void aProcessThatFailsEndsItsNetwork() {
        Channel<Integer> channel = Channel.rendezvous();
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        IllegalStateException failure = new IllegalStateException("broken");
        ExecutionException e = assertThrows(ExecutionException.class, () -> new Parallel()
                .addCall("waits", in::read, in)
                .add("fails", () -> {
                    throw failure;
                }, out)
                .run());
        assertSame(failure, e.getCause());
    }

    @Test
    void interruptingTheParentInterruptsTheProcesses() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Parallel.Running running = new Parallel(ProcessThreads.PLATFORM).addCall("waits", channel.reader()::read).start();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, running::join);
        ExecutionException e = assertThrows(ExecutionException.class, running::join);
        assertEquals(InterruptedException.class, e.getCause().getClass());
    }

    @Test
    void processesHaveAnIdentity() throws Exception {
        CspProcess parent = CspProcess.current();
        List<Object> results = new Parallel()
                .addCall("one", CspProcess::current)
                .addCall("two", CspProcess::current)
                .run();
        CspProcess one = (CspProcess) results.get(0);
        CspProcess two = (CspProcess) results.get(1);
        assertEquals("one", one.name());
        assertSame(parent, one.parent());
        assertNotEquals(one.id(), two.id());
        assertSame(parent, CspProcess.current());
    }

    @Test
    void virtualThreadsWhereTheJvmHasThem() throws Exception {
        boolean expected = Runtime.version().feature() >= 21;
        assertEquals(expected ? ProcessThreads.VIRTUAL : ProcessThreads.PLATFORM, ProcessThreads.best());
        if (expected) {
            Object isVirtual = new Parallel().addCall("p", () -> Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()))
                    .run().get(0);
            assertEquals(true, isVirtual);
        } else {
            assertThrows(UnsupportedOperationException.class, () -> ProcessThreads.VIRTUAL.newThread("p", () -> {}));
        }
    }
}
