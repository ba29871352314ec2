package io.jmp.csp.trace;

import io.jmp.csp.trace.Trace.Channel;
import io.jmp.csp.trace.Trace.Process;
import io.jmp.csp.trace.Trace.Use;
import java.util.Set;
import java.util.TreeSet;

/** The network in Graphviz's language: processes are boxes, channels are ellipses, and edges have their numbers of messages. */
final class Dot {

    private Dot() {}

    static String of(Trace trace) {
        StringBuilder dot = new StringBuilder("digraph network {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n"
                + "  edge [fontname=\"Helvetica\", fontsize=10];\n");
        Set<Integer> communicating = new TreeSet<>();
        Set<Integer> used = new TreeSet<>();
        for (Use use : trace.uses()) {
            communicating.add(use.process());
            used.add(use.channel());
        }
        for (int index : communicating) {
            Process process = trace.processes().get(index);
            dot.append("  p").append(index).append(" [shape=box, style=\"rounded,filled\", fillcolor=\"#dbe9f6\", label=")
                    .append(quoted(process.name())).append("];\n");
        }
        for (int index : used) {
            Channel channel = trace.channels().get(index);
            String buffer = channel.buffer() > 0 ? "\nbuffer " + channel.buffer() : "";
            dot.append("  c").append(index).append(" [shape=ellipse, style=filled, fillcolor=\"#fdf0d5\", label=")
                    .append(quoted(channel.name() + buffer)).append("];\n");
        }
        for (Use use : trace.uses()) {
            String process = "p" + use.process();
            String channel = "c" + use.channel();
            dot.append("  ").append(use.reading() ? channel : process).append(" -> ").append(use.reading() ? process : channel)
                    .append(" [label=\"").append(use.messages()).append("\"];\n");
        }
        return dot.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "") + '"';
    }
}
