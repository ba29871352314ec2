package io.jmp.csp.process;

import java.util.List;

/** The wait of a process for other processes of its network, which ends with them. */
public final class ProcessWait implements Wait {

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public boolean mayEndOtherwise() {
        return false;
    }

    @Override
    public List<Point> points() {
        return List.of();
    }
}
