package io.jmp.spi;

import io.jmp.process.ProcessTable;
import java.util.function.Function;

/** An open host: its processes, and how it takes a program. Thread-safe. */
public interface PythonHost extends AutoCloseable {

    /**
     * A host over its processes, which begins to boot as many spares as the embedder wants. To close it closes the processes.
     *
     * @param processes the processes
     * @param settings what the embedder asked for
     * @param programs makes a program from its source
     * @return the host
     */
    static PythonHost of(ProcessTable processes, HostSettings settings, Function<String, ?> programs) {
        processes.keepSpares(settings.spares());
        if (settings.spares() > 0) {
            processes.warmUp();
        }
        return new OpenHost(processes, programs);
    }

    /**
     * The processes.
     *
     * @return the table, whose host is this one
     */
    ProcessTable processes();

    /**
     * A program from its source.
     *
     * @param source Python code
     * @return what {@link ProcessTable#start(String, Object, io.jmp.parcel.Parcel)} takes as a main module
     */
    Object program(String source);

    /** Kills the processes that are left. */
    @Override
    void close();
}
