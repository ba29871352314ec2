package io.jmp.pool;

import io.jmp.PythonException;
import io.jmp.parcel.Parcel;
import io.jmp.parcel.Pickles;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A job of one task whose result is a future. Whatever else completes the future (a cancellation, a timeout of the caller's)
 * ends the task.
 */
final class FutureJob<T> extends Job {

    /** What makes a value of what a worker sends. */
    static final Function<Parcel, Object> FROM_PYTHON = Pickles::loads;
    static final Function<Parcel, Object> FROM_JAVA = parcel -> parcel.refs()[0];

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Function<Parcel, Object> decoder;
    private final AtomicBoolean over = new AtomicBoolean();

    FutureJob(Function<Parcel, Object> decoder) {
        super(1, 0);
        this.decoder = decoder;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Ties a task to the future: it ends when the future does. */
    void whenAbandoned(Runnable action) {
        future.whenComplete((value, error) -> {
            if (error instanceof CancellationException || !isReady()) {
                action.run();
            }
        });
    }

    /** On a worker's thread: nothing of the caller's may run here. The first result counts; of one that is killed, its end is another. */
    @Override
    boolean complete(int index, Result result) {
        if (over.compareAndSet(false, true)) {
            super.complete(index, result);
            future.defaultExecutor().execute(() -> resolve(result));
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private void resolve(Result result) {
        try {
            if (result.content() == null) {
                future.completeExceptionally(result.loss().startsWith(TaskPool.TIME_IS_OVER)
                        ? new TimeoutException(result.loss())
                        : new WorkerLostException(result.loss()));
                return;
            }
            Object value = decoder.apply(result.content());
            if (result.succeeded()) {
                future.complete((T) value);
            } else if (value instanceof Throwable error) {
                future.completeExceptionally(error);
            } else {
                Object[] parts = (Object[]) value;
                future.completeExceptionally(
                        new PythonException((String) parts[0], (String) parts[1], (String) parts[2]));
            }
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e); // no value that Java can have
        }
    }
}
