package io.jmp.graalpy;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The marshalled code of modules that one interpreter had to compile, for all others of a runtime.
 *
 * <p>CPython writes such code into {@code __pycache__}, and so does GraalPy where it may write. Where it may not, each interpreter
 * would compile each module again: that takes time, and memory that nobody gives back, because GraalPy's engine keeps the parts of
 * all code that it compiled, but knows marshalled code again.
 *
 * <p>What they get comes from interpreters that have not run code of the user yet. There is at most one entry for each file.
 * Thread-safe.
 */
final class CompiledSources {

    private record Entry(byte[] source, byte[] code) {}

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    /** The code of a source, or null if nobody has compiled it. */
    byte[] get(String path, byte[] source) {
        Entry entry = entries.get(path);
        return entry != null && Arrays.equals(entry.source, source) ? entry.code : null;
    }

    /** Keeps the code of a source; what another interpreter was quicker to give stays. Returns what is kept. */
    byte[] keep(String path, byte[] source, byte[] code) {
        return entries.compute(path, (key, old) ->
                old != null && Arrays.equals(old.source, source) ? old : new Entry(source, code)).code;
    }
}
