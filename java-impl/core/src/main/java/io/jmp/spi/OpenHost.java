package io.jmp.spi;

import io.jmp.process.ProcessTable;
import java.util.function.Function;

/** A host that is no more than its processes, and what makes its programs. */
record OpenHost(ProcessTable processes, Function<String, ?> programs) implements PythonHost {

    @Override
    public Object program(String source) {
        return programs.apply(source);
    }

    @Override
    public void close() {
        processes.close();
    }
}
