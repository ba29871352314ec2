package io.jmp.memory.posix;

import io.jmp.python.PythonError;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Remembers named resources of the operating system that the processes of one program hold, and removes those that are left
 * when the program ends, with a warning. CPython has a process for that; here it is the end of the main program or of the JVM,
 * whichever comes first. A JVM that is killed with SIGKILL removes nothing. Thread-safe.
 */
public final class ResourceTracker {

    private final Map<String, Consumer<String>> removers;
    private final Supplier<PrintStream> warnings;
    /** The names of each type. Guarded by this. */
    private final Map<String, Set<String>> names = new LinkedHashMap<>();
    /** What the JVM does at its end; null while there is nothing to do. Guarded by this. */
    private Thread hook;

    /** A tracker of the types that CPython knows. */
    public ResourceTracker() {
        this(removers(), () -> System.err);
    }

    ResourceTracker(Map<String, Consumer<String>> removers, Supplier<PrintStream> warnings) {
        this.removers = removers;
        this.warnings = warnings;
        removers.keySet().forEach(type -> names.put(type, new LinkedHashSet<>()));
    }

    private static Map<String, Consumer<String>> removers() {
        Map<String, Consumer<String>> removers = new LinkedHashMap<>();
        removers.put("noop", name -> {});
        removers.put("semaphore", Posix::unlinkSemaphore);
        removers.put("shared_memory", Posix::unlink);
        return removers;
    }

    /** Remembers a resource, once however often it is told; false if the type is not known. */
    public synchronized boolean register(String name, String type) {
        Set<String> known = names.get(type);
        if (known == null) {
            return false;
        }
        known.add(name);
        if (hook == null) {
            Thread thread = new Thread(this::cleanUp, "jmp-resource-tracker");
            try {
                Runtime.getRuntime().addShutdownHook(thread);
                hook = thread;
            } catch (IllegalStateException e) {
                // The JVM is ending; the end of the main program may still come.
            }
        }
        return true;
    }

    /** Forgets a resource; false if it was not remembered. */
    public synchronized boolean unregister(String name, String type) {
        Set<String> known = names.get(type);
        return known != null && known.remove(name);
    }

    /** Removes the resources that are left, with a warning for each type. The tracker can be used again. */
    public void cleanUp() {
        for (String type : removers.keySet()) {
            List<String> left = take(type);
            if (!left.isEmpty()) {
                warn("There appear to be " + left.size() + " leaked " + type + " objects to clean up at shutdown");
            }
            for (String name : left) {
                remove(name, type);
            }
        }
        withdrawHook();
    }

    private synchronized List<String> take(String type) {
        List<String> left = List.copyOf(names.get(type));
        names.get(type).clear();
        return left;
    }

    private void remove(String name, String type) {
        try {
            removers.get(type).accept(name);
        } catch (PythonError e) {
            String text = e.errno() == 0 ? e.getMessage()
                    : "[Errno " + e.errno() + "] " + e.getMessage() + (e.filename() == null ? "" : ": '" + e.filename() + "'");
            warn("'" + name + "': " + text);
        }
    }

    private void warn(String text) {
        warnings.get().println("resource_tracker.py: UserWarning: resource_tracker: " + text);
    }

    private synchronized void withdrawHook() {
        if (hook != null && hook != Thread.currentThread()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // it runs already
            }
            hook = null;
        }
    }
}
