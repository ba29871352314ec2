package io.jmp.graalpy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The marshalled code of modules that one interpreter had to compile, for all others of a runtime.
 *
 * <p>CPython writes such code into {@code __pycache__}, and so does GraalPy where it may write. Where it may not, each interpreter
 * would compile each module again: that takes time, and memory that nobody gives back, because GraalPy's engine keeps the parts of
 * all code that it compiled, but knows marshalled code again.
 *
 * <p>What they get comes from interpreters that have not run code of the user yet. So a module that processes have compiled is
 * compiled once more for all others, by an interpreter that boots. There is at most one entry for each file. Thread-safe.
 */
final class CompiledSources {

    /** A file and its source. */
    record Module(String path, byte[] source) {}

    private record Entry(byte[] source, byte[] code) {}

    /** How much of all of it is kept; no program has so many modules, but one may make and import them for ever. */
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_MISSED = 10_000;

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    // Guarded by this.
    private long bytes;
    /** By path, the hash of the source that one process has compiled. */
    private final Map<String, Integer> missed = new HashMap<>();
    /** What more than one process has compiled. */
    private final Map<String, byte[]> wanted = new LinkedHashMap<>();

    /** The code of a source, or null if nobody has compiled it. */
    byte[] get(String path, byte[] source) {
        Entry entry = entries.get(path);
        return entry != null && Arrays.equals(entry.source, source) ? entry.code : null;
    }

    /** Keeps the code of a source; what another interpreter was quicker to give stays. Returns what is kept, or null for no room. */
    synchronized byte[] keep(String path, byte[] source, byte[] code) {
        Entry old = entries.get(path);
        if (old != null && Arrays.equals(old.source, source)) {
            return old.code;
        }
        long more = source.length + code.length - (old == null ? 0 : old.source.length + old.code.length);
        if (bytes + more > MOST_BYTES) {
            return null;
        }
        bytes += more;
        entries.put(path, new Entry(source, code));
        return code;
    }

    /** A process has to compile a source that others may have to compile, too. */
    synchronized void miss(String path, byte[] source) {
        int hash = Arrays.hashCode(source);
        Integer before = missed.size() < MOST_MISSED ? missed.put(path, hash) : missed.get(path);
        if (before != null && before == hash && bytes + source.length < MOST_BYTES) {
            wanted.put(path, source);
        }
    }

    /** Takes a module that somebody should compile for all; null if there is none. */
    synchronized Module takeWanted() {
        Iterator<Map.Entry<String, byte[]>> all = wanted.entrySet().iterator();
        if (!all.hasNext()) {
            return null;
        }
        Map.Entry<String, byte[]> first = all.next();
        all.remove();
        missed.remove(first.getKey());
        return new Module(first.getKey(), first.getValue());
    }
}
