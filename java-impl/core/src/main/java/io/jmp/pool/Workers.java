package io.jmp.pool;

import io.jmp.parcel.Parcel;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import io.jmp.python.PythonFunction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The processes that execute one {@link TaskPool}: they are replaced when they end. */
final class Workers {

    static final Logger LOG = System.getLogger(ProcessPool.class.getName());

    /** Starts a worker. */
    interface Starter {
        JvmProcess start(TaskPool tasks, int number);
    }

    private final TaskPool tasks;
    private final Starter starter;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<JvmProcess> alive = ConcurrentHashMap.newKeySet();

    Workers(int size, Starter starter) {
        this.tasks = new TaskPool(size);
        this.starter = starter;
        refill();
        tasks.start((PythonFunction) (event, argument) -> {
            if (event == Handler.WORKER_ENDED) {
                refill();
            }
            return null;
        });
    }

    TaskPool tasks() {
        return tasks;
    }

    private void refill() {
        try {
            for (int missing = tasks.missingWorkers(); missing > 0; missing--) {
                JvmProcess process = starter.start(tasks, number.incrementAndGet());
                alive.add(process);
                process.onExit(() -> alive.remove(process));
                tasks.watch(process);
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "no worker was started", e); // the runtime is closed
            tasks.terminate();
        }
    }

    void kill() {
        tasks.terminate();
        alive.forEach(JvmProcess::killWithDescendants);
    }

    /** Starts a worker that is Java code. */
    static JvmProcess startJava(ProcessTable table, TaskPool tasks, String name) {
        return table.startService(name, self -> work(tasks, self));
    }

    private static Object work(TaskPool tasks, JvmProcess self) throws InterruptedException {
        TaskPool.Worker worker = tasks.begin(self);
        for (Parcel content = tasks.take(worker); content != null; content = tasks.take(worker)) {
            Object result;
            boolean succeeded = true;
            try {
                result = ((Callable<?>) content.refs()[0]).call();
            } catch (Throwable e) {
                succeeded = false;
                result = e;
            }
            tasks.done(worker, succeeded, new Parcel(new byte[0], new Object[] {result}));
        }
        return 0;
    }
}
