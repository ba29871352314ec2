package io.jmp.python;

/**
 * What an interpreter may do outside of itself by way of the package, whatever its host allows it otherwise.
 *
 * @param sockets opening sockets; without it, listeners, clients and managers with an address raise PermissionError
 * @param sharedMemory shared memory with a name, which is the operating system's; without it, it raises PermissionError
 * @param otherProcesses ending and interrupting processes that neither are its own nor were started by it; without it, that raises
 *     PermissionError
 * @param threads running threads that Java makes: the processes of {@code pycsp}; without it, their start raises PermissionError
 */
public record Permissions(boolean sockets, boolean sharedMemory, boolean otherProcesses, boolean threads) {

    /** All of it. */
    public static final Permissions ALL = new Permissions(true, true, true, true);

    /** Nothing of it. */
    public static final Permissions NONE = new Permissions(false, false, false, false);

    /** The same, but for sockets. */
    public Permissions withSockets(boolean allowed) {
        return new Permissions(allowed, sharedMemory, otherProcesses, threads);
    }

    /** The same, but for shared memory. */
    public Permissions withSharedMemory(boolean allowed) {
        return new Permissions(sockets, allowed, otherProcesses, threads);
    }

    /** The same, but for processes of others. */
    public Permissions withOtherProcesses(boolean allowed) {
        return new Permissions(sockets, sharedMemory, allowed, threads);
    }

    /** The same, but for threads. */
    public Permissions withThreads(boolean allowed) {
        return new Permissions(sockets, sharedMemory, otherProcesses, allowed);
    }
}
