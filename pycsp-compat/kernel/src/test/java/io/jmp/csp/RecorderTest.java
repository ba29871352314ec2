package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import io.jmp.csp.process.Wait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecorderTest implements Recorder {

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private Recorder before;

    @BeforeEach
    void record() {
        before = Recorders.use(this);
    }

    @AfterEach
    void restore() {
        Recorders.use(before);
    }

    private static String name(CspProcess process) {
        return process == null ? "-" : process.name();
    }

    @Override
    public void processBegan(CspProcess process, long time) {
        events.add("begin " + name(process));
    }

    @Override
    public void processEnded(CspProcess process, long time) {
        events.add("end " + name(process));
    }

    @Override
    public void endMade(CspProcess process, long channel, String name, int capacity, boolean reading, long time) {
        events.add((reading ? "reader " : "writer ") + name + " " + capacity);
    }

    @Override
    public void communicated(long channel, CspProcess writer, CspProcess reader, long time) {
        assertTrue(Math.abs(System.nanoTime() - time) < Crew.LIMIT);
        events.add(name(writer) + " > " + name(reader));
    }

    @Override
    public void waitBegan(CspProcess process, Wait wait, long time) {
        events.add("waits " + name(process) + " " + wait.points());
    }

    @Override
    public void waitEnded(CspProcess process, Wait wait, long time) {
        events.add("waited " + name(process));
    }

    @Override
    public void poisoned(CspProcess process, long channel, long time) {
        events.add("poison");
    }

    @Override
    public void retired(CspProcess process, long channel, boolean reading, long time) {
        events.add("retire " + reading);
    }

    /** Runs something as a process on this thread. */
    private static void as(String name, Parallel.Body body) throws Exception {
        CspProcess process = CspProcess.child(name);
        process.begin();
        try {
            body.run();
        } finally {
            process.end();
        }
    }

    @Test
    void aBufferIsBetween() throws Exception {
        Channel<Integer> channel = Channel.of("c", 1);
        ChannelWriter<Integer> out = channel.writer();
        ChannelReader<Integer> in = channel.reader();
        as("p", () -> out.write(1));
        as("q", in::read);
        out.retire();
        in.poison();
        assertEquals(List.of("writer c 1", "reader c 1", "begin p", "p > -", "end p", "begin q", "- > q", "end q",
                "retire false", "poison"), events);
    }

    @Test
    void aRendezvousHasBoth() throws Exception {
        Channel<Integer> channel = Channel.of("c", 0);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        try (Crew crew = new Crew()) {
            Crew.Member<Void> reader = crew.run(() -> as("q", in::read)).parked();
            as("p", () -> out.write(1));
            reader.result();
        }
        assertEquals(1, Collections.frequency(events, "p > q"));
        assertTrue(events.indexOf("waits q [read from c]") < events.indexOf("p > q"));
        assertEquals(1, Collections.frequency(events, "waited q"));
        assertTrue(!events.contains("waited p"), "the second to come does not wait");
    }

    @Test
    void aWaitingWriterIsTakenIntoTheBuffer() throws Exception {
        Channel<Integer> channel = Channel.of("c", 1);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        out.write(0);
        try (Crew crew = new Crew()) {
            Crew.Member<Void> writer = crew.run(() -> as("p", () -> out.write(1))).parked();
            events.clear();
            as("q", () -> new Alternation(new InputGuard<>(in)).altSelect());
            writer.result();
        }
        assertTrue(events.indexOf("- > q") < events.indexOf("p > -"));
    }

    @Test
    void asManyMessagesAsPassed() throws Exception {
        Channel<Integer> channel = Channel.of("c", 2);
        ChannelReader<Integer> in = channel.reader();
        ChannelWriter<Integer> out = channel.writer();
        new Parallel()
                .add("p", () -> {
                    for (int i = 0; i < 1000; i++) {
                        out.write(i);
                    }
                    out.retire();
                })
                .add("q", () -> {
                    while (true) {
                        in.read();
                    }
                })
                .run();
        List<String> happened = List.copyOf(events);
        assertEquals(1000, happened.stream().filter(event -> event.endsWith("> q")).count());
        assertEquals(1000, happened.stream().filter(event -> event.startsWith("p >")).count());
        assertEquals(1, happened.stream().filter("begin p"::equals).count());
        assertEquals(1, happened.stream().filter("end q"::equals).count());
    }
}
