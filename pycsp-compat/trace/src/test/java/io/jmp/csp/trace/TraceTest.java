package io.jmp.csp.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.Parallel;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Recorders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TraceTest {

    /** A producer, a buffered channel, a process that passes on, a channel, a consumer: ten messages. */
    private static Trace pipeline(TraceRecorder recorder) throws Exception {
        Recorder before = Recorders.use(recorder);
        try {
            Channel<Integer> in = Channel.of("in \"</script>", 2);
            Channel<Integer> out = Channel.of("out", 0);
            ChannelWriter<Integer> first = in.writer();
            ChannelReader<Integer> second = in.reader();
            ChannelWriter<Integer> third = out.writer();
            ChannelReader<Integer> last = out.reader();
            new Parallel()
                    .add("producer", () -> {
                        for (int i = 0; i < 10; i++) {
                            first.write(i);
                        }
                        first.retire();
                    }, first)
                    .add("worker", () -> {
                        while (true) {
                            third.write(second.read());
                        }
                    }, second, third)
                    .add("consumer", () -> {
                        while (true) {
                            last.read();
                        }
                    }, last)
                    .run();
        } finally {
            Recorders.use(before);
        }
        return recorder.trace();
    }

    private static Trace.Use use(Trace trace, String process, String channel) {
        return trace.uses().stream().filter(use -> trace.processes().get(use.process()).name().equals(process)
                && trace.channels().get(use.channel()).name().startsWith(channel)).findFirst().orElseThrow();
    }

    @Test
    void itHasWhatHappened() throws Exception {
        Trace trace = pipeline(new TraceRecorder());
        assertEquals(Set.of("producer", "worker", "consumer", "main"),
                trace.processes().stream().map(Trace.Process::name).collect(Collectors.toSet()));
        assertEquals(List.of(10L, 10L), trace.channels().stream().map(Trace.Channel::messages).toList());
        assertEquals(20, trace.messages());
        assertEquals(4, trace.uses().size());
        assertEquals(10, use(trace, "producer", "in").messages());
        assertFalse(use(trace, "producer", "in").reading());
        assertEquals(10, use(trace, "worker", "in").messages());
        assertTrue(use(trace, "worker", "in").reading());
        assertEquals(20, trace.communications().stream().filter(c -> c.reader() != Trace.BUFFER).count());
        assertEquals(20, trace.communications().stream().filter(c -> c.writer() != Trace.BUFFER).count());
        assertEquals(0, trace.dropped());
        for (Trace.Process process : trace.processes()) {
            assertTrue(process.begin() >= 0 && process.begin() <= process.end() && process.end() <= trace.duration(), process.toString());
        }
        double last = 0;
        for (Trace.Communication communication : trace.communications()) {
            assertTrue(communication.time() >= last);
            last = communication.time();
        }
        assertTrue(trace.waits().stream().anyMatch(wait -> wait.points().isEmpty()));       // main, for the others
        assertTrue(trace.marks().stream().anyMatch(mark -> mark.text().startsWith("retires from writing in")));
    }

    @Test
    void itKeepsALimitedNumberAndCountsOn() throws Exception {
        Trace trace = pipeline(new TraceRecorder(5));
        assertEquals(5, trace.communications().size() + trace.waits().size() + trace.marks().size());
        assertEquals(20, trace.messages());
        assertTrue(trace.dropped() > 0);
    }

    @Test
    void thePageHasAllInIt(@TempDir Path directory) throws Exception {
        Trace trace = pipeline(new TraceRecorder());
        Path file = directory.resolve("trace.html");
        TraceFormat.write(trace, file);
        String page = Files.readString(file);
        for (String elsewhere : List.of("{{page", "{{data", "{{/META-INF", "<script src", "<link", "@import")) {
            assertFalse(page.contains(elsewhere), elsewhere);
        }
        assertTrue(page.contains("Mike Bostock") && page.contains("Chris Pettitt"), "the licences of the libraries");
        JsonObject data = data(page);
        assertEquals(trace.communications().size(), data.getAsJsonArray("communications").size());
        assertEquals("in \"</script>", data.getAsJsonArray("channels").get(0).getAsJsonObject().get("name").getAsString());
    }

    private static JsonObject data(String page) {
        String begin = "<script type=\"application/json\" id=\"trace\">";
        int at = page.indexOf(begin) + begin.length();
        return JsonParser.parseString(page.substring(at, page.indexOf("</script>", at))).getAsJsonObject();
    }

    @Test
    void whatHappensInAProcessOnThePageIsNotBeforeItsBegin() {
        Trace trace = new Trace(List.of(new Trace.Process(1, "p", -1, 10.524, 20.949)), List.of(), List.of(), List.of(),
                List.of(new Trace.Wait(0, 10.525, 20.948, List.of())), List.of(new Trace.Mark(0, 10.526, "mark")), 20.95, 0);
        JsonObject data = data(TraceFormat.HTML.text(trace));
        JsonObject process = data.getAsJsonArray("processes").get(0).getAsJsonObject();
        JsonArray wait = data.getAsJsonArray("waits").get(0).getAsJsonArray();
        double mark = data.getAsJsonArray("marks").get(0).getAsJsonObject().get("time").getAsDouble();
        assertTrue(process.get("begin").getAsDouble() <= wait.get(1).getAsDouble());
        assertTrue(process.get("begin").getAsDouble() <= mark);
        assertTrue(wait.get(2).getAsDouble() <= process.get("end").getAsDouble());
        assertTrue(process.get("end").getAsDouble() <= data.get("duration").getAsDouble());
    }

    @Test
    void dotHasNodesAndEdges() throws Exception {
        String dot = TraceFormat.DOT.text(pipeline(new TraceRecorder()));
        assertEquals(3, dot.lines().filter(line -> line.contains("shape=box")).count());
        assertEquals(2, dot.lines().filter(line -> line.contains("shape=ellipse")).count());
        assertEquals(4, dot.lines().filter(line -> line.contains(" -> ") && line.contains("label=\"10\"")).count());
        assertTrue(dot.contains("\"in \\\"</script>\\nbuffer 2\""), dot);
    }

    @Test
    void chromeGetsSlicesAndFlows() throws Exception {
        Trace trace = pipeline(new TraceRecorder());
        JsonArray events = JsonParser.parseString(TraceFormat.JSON.text(trace)).getAsJsonObject().getAsJsonArray("traceEvents");
        long direct = trace.communications().stream().filter(c -> c.writer() != Trace.BUFFER && c.reader() != Trace.BUFFER).count();
        assertTrue(direct >= 10);
        assertEquals(direct, count(events, "s"));
        assertEquals(direct, count(events, "f"));
        assertEquals(trace.processes().size() + trace.waits().size(), count(events, "X"));
        assertEquals(40 + trace.marks().size(), count(events, "i"));
    }

    private static long count(JsonArray events, String phase) {
        return events.asList().stream().filter(event -> event.getAsJsonObject().get("ph").getAsString().equals(phase)).count();
    }

    @Test
    void otherFormatsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TraceFormat.of("trace.txt"));
        assertEquals(TraceFormat.HTML, TraceFormat.of("A.HTML"));
        assertEquals(TraceFormat.DOT, TraceFormat.of("a.gv"));
    }
}
