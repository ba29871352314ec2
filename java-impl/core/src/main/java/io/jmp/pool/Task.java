package io.jmp.pool;

import io.jmp.parcel.Parcel;
import java.time.Duration;

/**
 * A part of a job. Each is one of a kind: two that look alike are not equal.
 */
final class Task {

    private final Job job;
    private final int index;
    private final Parcel content;
    private final Duration limit;

    /**
     * @param index which part, from 0
     * @param content what to do, in the words of the workers
     */
    Task(Job job, int index, Parcel content) {
        this(job, index, content, null);
    }

    /**
     * @param limit how long a worker may take for it; null for no limit
     */
    Task(Job job, int index, Parcel content, Duration limit) {
        this.job = job;
        this.index = index;
        this.content = content;
        this.limit = limit;
    }

    Job job() {
        return job;
    }

    int index() {
        return index;
    }

    Parcel content() {
        return content;
    }

    Duration limit() {
        return limit;
    }
}
