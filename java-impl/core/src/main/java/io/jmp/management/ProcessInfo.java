package io.jmp.management;

/** A process that was alive. */
public final class ProcessInfo {

    private final long pid;
    private final long parentPid;
    private final String name;

    ProcessInfo(long pid, long parentPid, String name) {
        this.pid = pid;
        this.parentPid = parentPid;
        this.name = name;
    }

    /**
     * Its number.
     *
     * @return unique in the JVM
     */
    public long getPid() {
        return pid;
    }

    /**
     * The number of the process that started it.
     *
     * @return the JVM's own number for processes of the main program
     */
    public long getParentPid() {
        return parentPid;
    }

    /**
     * Its name.
     *
     * @return the name, which is part of its thread's name too
     */
    public String getName() {
        return name;
    }
}
