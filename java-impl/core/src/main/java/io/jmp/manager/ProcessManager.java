package io.jmp.manager;

import io.jmp.parcel.Pickles;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A manager: an interpreter whose dicts and lists Java and Python processes use together. Python's {@code Manager()}.
 *
 * <p>A map or a list made here is a view: each of its methods is one call into the manager's interpreter (put and set are two), on
 * the calling thread, and what it takes and returns is copied by pickle ({@link io.jmp.parcel}). Single calls are atomic, sequences of
 * them are not: take a lock for these. Given to a Python process, it is there the proxy of the dict or list. Iterators go over a copy.
 * Null keys and values are None; {@link Map#get} cannot tell None from a key that is not there. Thread-safe.
 */
public final class ProcessManager implements AutoCloseable {

    private final ManagerServer server = new ManagerServer();
    private final JvmProcess process;

    private ProcessManager(ProcessTable table) {
        process = table.startService("SyncManager", null, Pickles.dumps(
                Map.of("function", "multiprocessing._java:manager", "name", "SyncManager", "args", new Object[] {server})));
    }

    /**
     * Starts a manager and waits until it can be used; {@link io.jmp.Multiprocessing#newManager()} is the usual way.
     *
     * @param table where its process is started
     * @return the manager
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if its process ends before it can be used
     */
    public static ProcessManager open(ProcessTable table) throws InterruptedException {
        ProcessManager manager = new ProcessManager(table);
        if (!manager.server.awaitOpen(manager.process)) {
            throw new IllegalStateException("the manager's process ended", manager.process.failure());
        }
        return manager;
    }

    /**
     * Makes a dict in the manager.
     *
     * @param <K> the type of the keys, which nothing checks
     * @param <V> the type of the values, which nothing checks
     * @return a view of the dict
     * @throws io.jmp.PythonException if the manager has ended
     */
    public <K, V> Map<K, V> newMap() {
        return new ManagedMap<>(ManagedObject.create(server, "dict"));
    }

    /**
     * Makes a list in the manager.
     *
     * @param <E> the type of the items, which nothing checks
     * @return a view of the list
     * @throws io.jmp.PythonException if the manager has ended
     */
    public <E> List<E> newList() {
        return new ManagedList<>(ManagedObject.create(server, "list"));
    }

    /** Ends the manager; its objects cannot be used any more. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!process.join(1, TimeUnit.SECONDS)) {
                process.kill();
            }
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }
}
