package io.jmp.csp.trace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page: a template, into which the libraries, the script and the trace are put. */
final class Page {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w./-]+)}}");
    /** Escapes what would end a script element. */
    private static final Gson GSON = new GsonBuilder().create();

    private Page() {}

    static String of(Trace trace) {
        StringBuilder page = new StringBuilder();
        Matcher places = PLACE.matcher(resource("page.html"));
        while (places.find()) {
            String name = places.group(1);
            places.appendReplacement(page, Matcher.quoteReplacement(name.equals("data") ? GSON.toJson(data(trace)) : resource(name)));
        }
        return places.appendTail(page).toString();
    }

    /** As lists of numbers, which are a fraction of the size. All times are rounded alike, so that their order stays. */
    private static Map<String, Object> data(Trace trace) {
        return Map.of(
                "processes", trace.processes().stream()
                        .map(p -> new Trace.Process(p.id(), p.name(), p.parent(), rounded(p.begin()), rounded(p.end()))).toList(),
                "channels", trace.channels(),
                "uses", trace.uses(),
                "communications", trace.communications().stream()
                        .map(c -> List.<Number>of(c.channel(), c.writer(), c.reader(), rounded(c.time()))).toList(),
                "waits", trace.waits().stream()
                        .map(w -> List.of(w.process(), rounded(w.begin()), rounded(w.end()),
                                w.points().stream().map(p -> p.reading() ? p.channel() : -1 - p.channel()).toList())).toList(),
                "marks", trace.marks().stream().map(m -> new Trace.Mark(m.process(), rounded(m.time()), m.text())).toList(),
                "duration", rounded(trace.duration()),
                "dropped", trace.dropped());
    }

    private static double rounded(double time) {
        return Math.round(time * 10) / 10.0;
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
