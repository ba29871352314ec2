package io.jmp.pool;

/** The worker that had taken a task ended before it reported a result, or the pool was shut down. */
public final class WorkerLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkerLostException(String message) {
        super(message, null, false, false);
    }
}
