package io.jmp.csp.trace;

import com.google.gson.Gson;
import io.jmp.csp.trace.Trace.Communication;
import io.jmp.csp.trace.Trace.Mark;
import io.jmp.csp.trace.Trace.Process;
import io.jmp.csp.trace.Trace.Wait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The events in the format of Chrome's trace viewer (Trace Event Format, Google, 2016): a thread for each process, its life and its
 * waits as slices, and a flow for each message.
 */
final class ChromeTrace {

    private final Trace trace;
    private final List<Map<String, Object>> events = new ArrayList<>();

    private ChromeTrace(Trace trace) {
        this.trace = trace;
    }

    static String of(Trace trace) {
        ChromeTrace chrome = new ChromeTrace(trace);
        chrome.addAll();
        return new Gson().toJson(Map.of("traceEvents", chrome.events, "displayTimeUnit", "ms"));
    }

    private void addAll() {
        for (int i = 0; i < trace.processes().size(); i++) {
            Process process = trace.processes().get(i);
            event("thread_name", "M", i, 0).put("args", Map.of("name", process.name() + " #" + process.id()));
            event("thread_sort_index", "M", i, 0).put("args", Map.of("sort_index", i));
            event(process.name(), "X", i, process.begin()).put("dur", process.end() - process.begin());
        }
        for (Wait wait : trace.waits()) {
            event(what(wait), "X", wait.process(), wait.begin()).put("dur", wait.end() - wait.begin());
        }
        long flow = 0;
        for (Communication communication : trace.communications()) {
            String name = trace.channels().get(communication.channel()).name();
            if (communication.writer() != Trace.BUFFER) {
                instant("write to " + name, communication.writer(), communication.time());
            }
            if (communication.reader() != Trace.BUFFER) {
                instant("read from " + name, communication.reader(), communication.time());
            }
            if (communication.writer() != Trace.BUFFER && communication.reader() != Trace.BUFFER) {
                flow++;
                flow(name, "s", communication.writer(), communication.time(), flow);
                flow(name, "f", communication.reader(), communication.time(), flow).put("bp", "e");
            }
        }
        for (Mark mark : trace.marks()) {
            instant(mark.text(), mark.process(), mark.time());
        }
    }

    private String what(Wait wait) {
        if (wait.points().isEmpty()) {
            return "wait for processes";
        }
        return wait.points().stream()
                .map(point -> (point.reading() ? "read from " : "write to ") + trace.channels().get(point.channel()).name())
                .collect(Collectors.joining(" or ", "wait to ", ""));
    }

    private void instant(String name, int process, double time) {
        event(name, "i", process, time).put("s", "t");
    }

    private Map<String, Object> flow(String name, String phase, int process, double time, long id) {
        Map<String, Object> flow = event(name, phase, process, time);
        flow.put("cat", "message");
        flow.put("id", id);
        return flow;
    }

    private Map<String, Object> event(String name, String phase, int process, double time) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("name", name);
        event.put("ph", phase);
        event.put("pid", 1);
        event.put("tid", process + 1);
        event.put("ts", time);
        events.add(event);
        return event;
    }
}
