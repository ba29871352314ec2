package io.jmp.sync;

import io.jmp.process.Host;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import java.util.List;

/** Processes for tests: main processes of tables that never run anything. */
final class Processes {

    private static final Host NONE = new Host() {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public Interpreter boot(List<String> modules) {
            throw new UnsupportedOperationException();
        }
    };

    private Processes() {}

    static ProcessTable table() {
        return new ProcessTable(NONE);
    }

    static JvmProcess create() {
        return table().main();
    }
}
