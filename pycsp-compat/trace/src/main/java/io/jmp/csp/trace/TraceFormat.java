package io.jmp.csp.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** What a trace can be written as. */
public enum TraceFormat {

    /** A page that needs nothing else: the network as a graph, and what happened as a time line. */
    HTML(Page::of),
    /** The network as a graph, for Graphviz. */
    DOT(Dot::of),
    /** What happened, for the trace viewers of Chrome and Perfetto. */
    JSON(ChromeTrace::of);

    private final Function<Trace, String> writer;

    TraceFormat(Function<Trace, String> writer) {
        this.writer = writer;
    }

    /**
     * The format that the end of a file's name says: .html (.htm), .dot (.gv) or .json.
     *
     * @throws IllegalArgumentException if it says none of these
     */
    public static TraceFormat of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return HTML;
        } else if (name.endsWith(".dot") || name.endsWith(".gv")) {
            return DOT;
        } else if (name.endsWith(".json")) {
            return JSON;
        }
        throw new IllegalArgumentException("a trace can be written as .html, .dot or .json, not as " + fileName);
    }

    /** The trace as a text in this format. */
    public String text(Trace trace) {
        return writer.apply(trace);
    }

    /** Writes a trace in the format that the file's name says. */
    public static void write(Trace trace, Path file) throws IOException {
        Files.write(file, of(file.getFileName().toString()).text(trace).getBytes(StandardCharsets.UTF_8));
    }
}
