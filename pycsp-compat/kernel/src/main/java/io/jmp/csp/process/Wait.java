package io.jmp.csp.process;

import java.util.List;

/** What a process waits for. A new object each time; read by other threads. */
public interface Wait {

    /**
     * One of the communications that would end it.
     *
     * @param reading whether the process would read; otherwise it would write
     * @param channel the channel's id
     * @param name the channel's name
     */
    record Point(boolean reading, long channel, String name) {

        @Override
        public String toString() {
            return (reading ? "read from " : "write to ") + name;
        }
    }

    /** Whether it has ended, even if the process has not noticed yet. */
    boolean isOver();

    /** Whether something else than the processes of its network can end it: a timeout, or a process elsewhere. */
    boolean mayEndOtherwise();

    /** The communications that would end it; empty if it waits for processes. */
    List<Point> points();
}
