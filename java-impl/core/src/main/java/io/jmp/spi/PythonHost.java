package io.jmp.spi;

import io.jmp.process.ProcessTable;

/** An open host: its processes, and how it takes a program. Thread-safe. */
public interface PythonHost extends AutoCloseable {

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
