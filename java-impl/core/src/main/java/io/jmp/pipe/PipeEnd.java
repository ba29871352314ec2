package io.jmp.pipe;

import io.jmp.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a pipe, however many processes hold it.
 *
 * <p>Every holder has a {@link Handle}. When the last one is gone, the other end reads to the end of what was sent and then
 * gets end of file, and its sends fail: what an operating system does with file descriptors.
 */
final class PipeEnd {

    /** What the other end sends, or null if this end only writes. */
    final Channel in;
    /** What this end sends, or null if it only reads. */
    final Channel out;

    private final AtomicInteger handles = new AtomicInteger();

    PipeEnd(Channel in, Channel out) {
        this.in = in;
        this.out = out;
    }

    Handle open() {
        handles.incrementAndGet();
        return new Handle(this);
    }

    private void released() {
        if (handles.decrementAndGet() > 0) {
            return;
        }
        if (in != null) {
            in.closeReceiving();
        }
        if (out != null) {
            out.closeSending();
        }
    }

    /**
     * One holder of an end: a connection of a process, or a connection on its way to one. It knows nothing of the
     * connection, so that it can outlive it and close the end after it.
     */
    static final class Handle implements Runnable {
        final PipeEnd end;
        private volatile boolean closed;

        private Handle(PipeEnd end) {
            this.end = end;
        }

        boolean isClosed() {
            return closed;
        }

        /** Lets the end go; only the first call counts. */
        @Override
        public void run() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            end.released();
        }
    }
}
