package io.jmp.spi;

import io.jmp.Limits;
import io.jmp.process.ProcessTable;
import io.jmp.python.Permissions;
import java.util.Objects;

/**
 * The settings that every runtime has, whatever runs Python: what its processes may do by way of the package, their limits, and the
 * start method. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class RuntimeBuilder<B extends RuntimeBuilder<B>> {

    private String startMethod = ProcessTable.START_METHOD;
    private Permissions permissions;
    private Limits limits = Limits.NONE;

    /**
     * Settings without limits.
     *
     * @param permissions what the package may do outside of the interpreter as long as nothing else is said
     */
    protected RuntimeBuilder(Permissions permissions) {
        this.permissions = permissions;
    }

    /**
     * The builder, for the next call.
     *
     * @return this
     */
    protected abstract B self();

    /**
     * The start method that Python programs begin with.
     *
     * @param name {@code context}, {@code spawn} or {@code forkserver}; null for the default, {@code context}
     * @return this
     * @throws IllegalArgumentException if there is no such start method
     */
    public final B startMethod(String name) {
        startMethod = name == null ? ProcessTable.START_METHOD : ProcessTable.checkStartMethod(name);
        return self();
    }

    /**
     * Whether listeners, clients and managers with an address may open sockets; otherwise they raise PermissionError.
     *
     * @param allow whether they may
     * @return this
     */
    public final B allowSockets(boolean allow) {
        return permissions(permissions.withSockets(allow));
    }

    /**
     * Whether {@code multiprocessing.shared_memory} may be used; otherwise it raises PermissionError.
     *
     * @param allow whether it may
     * @return this
     */
    public final B allowSharedMemory(boolean allow) {
        return permissions(permissions.withSharedMemory(allow));
    }

    /**
     * Whether a process may end processes that it did not start; otherwise it gets a PermissionError.
     *
     * @param allow whether it may
     * @return this
     */
    public final B allowEndingOthers(boolean allow) {
        return permissions(permissions.withOtherProcesses(allow));
    }

    /**
     * Whether processes of {@code pycsp} may be started, which are threads; otherwise that raises PermissionError. What threads Python
     * code makes itself is up to the host.
     *
     * @param allow whether they may
     * @return this
     */
    public final B allowThreads(boolean allow) {
        return permissions(permissions.withThreads(allow));
    }

    /**
     * Limits for all processes, for code that is not trusted.
     *
     * @param newLimits the limits
     * @return this
     */
    public final B limits(Limits newLimits) {
        limits = Objects.requireNonNull(newLimits);
        return self();
    }

    /**
     * The settings that an embedder gave for a host.
     *
     * @param settings the settings
     * @return this
     */
    protected final B with(HostSettings settings) {
        return startMethod(settings.startMethod()).permissions(settings.permissions()).limits(settings.limits());
    }

    /**
     * All permissions at once.
     *
     * @param newPermissions what the package may do outside of the interpreter
     * @return this
     */
    protected final B permissions(Permissions newPermissions) {
        permissions = newPermissions;
        return self();
    }

    /**
     * What was said of the start method.
     *
     * @return its name
     */
    public final String startMethod() {
        return startMethod;
    }

    /**
     * What was said of the permissions.
     *
     * @return what the package may do outside of the interpreter
     */
    public final Permissions permissions() {
        return permissions;
    }

    /**
     * What was said of limits.
     *
     * @return the limits
     */
    public final Limits limits() {
        return limits;
    }
}
