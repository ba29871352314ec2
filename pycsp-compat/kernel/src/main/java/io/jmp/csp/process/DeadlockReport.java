package io.jmp.csp.process;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Processes of one network that wait for each other and for nothing else, so that they wait for ever unless somebody outside
 * of the network poisons a channel.
 *
 * @param blocked the processes, by id
 */
public record DeadlockReport(List<Blocked> blocked) {

    /**
     * One of the processes.
     *
     * @param points the communications for one of which it waits; empty if it waits for other processes to end
     * @param location where in the source; null if that is not known
     */
    public record Blocked(CspProcess process, List<Wait.Point> points, String location) {

        @Override
        public String toString() {
            String what = points.isEmpty()
                    ? "for other processes"
                    : "to " + points.stream().map(Wait.Point::toString).collect(Collectors.joining(" or to "));
            return process + " waits " + what + (location == null ? "" : ", at " + location);
        }
    }

    /** A line that says what is wrong, and one for each process. */
    @Override
    public String toString() {
        return "deadlock: all processes of a network wait for each other\n"
                + blocked.stream().map(one -> "  " + one).collect(Collectors.joining("\n"));
    }
}
