package io.jmp.csp.trace;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Recorder;
import io.jmp.csp.process.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records what happens in all networks, to be used with {@link io.jmp.csp.process.Recorders}. It keeps a limited number of events and
 * goes on to count after that. Thread-safe.
 */
public final class TraceRecorder implements Recorder {

    private static final int DEFAULT_LIMIT = 200_000;

    private static final class Actor {
        final int index;
        final CspProcess process;
        final double begin;
        double end = -1;

        Actor(int index, CspProcess process, double begin) {
            this.index = index;
            this.process = process;
            this.begin = begin;
        }
    }

    private static final class Line {
        final int index;
        String name;
        int buffer;
        long messages;

        Line(int index) {
            this.index = index;
        }
    }

    private record UseKey(int process, int channel, boolean reading) {}

    private final int limit;
    private final long start = System.nanoTime();
    private final Map<CspProcess, Actor> actors = new IdentityHashMap<>();
    private final List<Actor> inOrder = new ArrayList<>();
    private final Map<Long, Line> lines = new LinkedHashMap<>();
    private final Map<UseKey, Long> uses = new LinkedHashMap<>();
    private final List<Trace.Communication> communications = new ArrayList<>();
    private final Map<Wait, Double> waiting = new IdentityHashMap<>();
    private final List<Trace.Wait> waits = new ArrayList<>();
    private final List<Trace.Mark> marks = new ArrayList<>();
    private long dropped;

    public TraceRecorder() {
        this(DEFAULT_LIMIT);
    }

    /** A recorder that keeps at most so many communications, waits and marks. */
    public TraceRecorder(int limit) {
        this.limit = limit;
    }

    private double at(long time) {
        return Math.max(0, time - start) / 1e3;
    }

    private int actor(CspProcess process, long time) {
        if (process == null) {
            return Trace.BUFFER;
        }
        Actor actor = actors.get(process);
        if (actor == null) {
            int parent = process.parent() == null ? -1 : actor(process.parent(), time);
            actor = new Actor(inOrder.size(), process, at(time));
            actors.put(process, actor);
            inOrder.add(actor);
        }
        return actor.index;
    }

    private Line line(long channel) {
        return lines.computeIfAbsent(channel, id -> new Line(lines.size()));
    }

    private void use(int process, int channel, boolean reading, long messages) {
        if (process != Trace.BUFFER) {
            uses.merge(new UseKey(process, channel, reading), messages, Long::sum);
        }
    }

    private boolean isFull() {
        boolean full = communications.size() + waits.size() + marks.size() >= limit;
        if (full) {
            dropped++;
        }
        return full;
    }

    @Override
    public synchronized void processBegan(CspProcess process, long time) {
        actor(process, time);
    }

    @Override
    public synchronized void processEnded(CspProcess process, long time) {
        inOrder.get(actor(process, time)).end = at(time);
    }

    @Override
    public synchronized void endMade(CspProcess process, long channel, String name, int capacity, boolean reading, long time) {
        Line line = line(channel);
        line.name = name;
        line.buffer = capacity;
    }

    @Override
    public synchronized void communicated(long channel, CspProcess writer, CspProcess reader, long time) {
        Line line = line(channel);
        int from = actor(writer, time);
        int to = actor(reader, time);
        line.messages += to == Trace.BUFFER ? 0 : 1;
        use(from, line.index, false, 1);
        use(to, line.index, true, 1);
        if (!isFull()) {
            communications.add(new Trace.Communication(line.index, from, to, at(time)));
        }
    }

    @Override
    public synchronized void waitBegan(CspProcess process, Wait wait, long time) {
        int actor = actor(process, time);
        waiting.put(wait, at(time));
        for (Wait.Point point : wait.points()) {
            use(actor, line(point.channel()).index, point.reading(), 0);
        }
    }

    @Override
    public synchronized void waitEnded(CspProcess process, Wait wait, long time) {
        Double begin = waiting.remove(wait);
        if (begin != null && !isFull()) {
            waits.add(new Trace.Wait(actor(process, time), begin, at(time), points(wait)));
        }
    }

    private List<Trace.Point> points(Wait wait) {
        return wait.points().stream().map(point -> new Trace.Point(line(point.channel()).index, point.reading())).toList();
    }

    @Override
    public synchronized void poisoned(CspProcess process, long channel, long time) {
        mark(process, time, "poisons " + line(channel).name);
    }

    @Override
    public synchronized void retired(CspProcess process, long channel, boolean reading, long time) {
        mark(process, time, "retires from " + (reading ? "reading " : "writing ") + line(channel).name);
    }

    /** Notes what the program says of the calling thread's process. */
    public synchronized void message(String text) {
        mark(CspProcess.current(), System.nanoTime(), text);
    }

    private void mark(CspProcess process, long time, String text) {
        int actor = actor(process, time);
        if (!isFull()) {
            marks.add(new Trace.Mark(actor, at(time), text));
        }
    }

    /** What was recorded up to now; waits that are not over end now. */
    public synchronized Trace trace() {
        double now = at(System.nanoTime());
        Map<Wait, CspProcess> blocked = new HashMap<>();
        for (Actor actor : inOrder) {
            Wait wait = actor.process.currentWait();
            if (wait != null && waiting.containsKey(wait)) {
                blocked.put(wait, actor.process);
            }
        }
        List<Trace.Wait> allWaits = new ArrayList<>(waits);
        blocked.forEach((wait, process) ->
                allWaits.add(new Trace.Wait(actors.get(process).index, waiting.get(wait), now, points(wait))));
        return new Trace(
                inOrder.stream().map(actor -> new Trace.Process(actor.process.id(), actor.process.name(),
                        actor.process.parent() == null ? -1 : actors.get(actor.process.parent()).index,
                        actor.begin, actor.end < 0 ? now : actor.end)).toList(),
                lines.entrySet().stream().map(entry -> new Trace.Channel(entry.getKey(), name(entry), entry.getValue().buffer,
                        entry.getValue().messages)).toList(),
                uses.entrySet().stream().map(entry -> new Trace.Use(entry.getKey().process, entry.getKey().channel,
                        entry.getKey().reading, entry.getValue())).toList(),
                sorted(communications, Comparator.comparingDouble(Trace.Communication::time)),
                sorted(allWaits, Comparator.comparingDouble(Trace.Wait::begin)),
                sorted(marks, Comparator.comparingDouble(Trace.Mark::time)), now, dropped);
    }

    private static String name(Map.Entry<Long, Line> entry) {
        return entry.getValue().name == null ? "channel-" + entry.getKey() : entry.getValue().name;
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        return list.stream().sorted(order).toList();
    }
}
