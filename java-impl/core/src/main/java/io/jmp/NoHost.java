package io.jmp;

import io.jmp.process.Host;
import io.jmp.process.Interpreter;
import java.util.List;

/** Where there is no Python. */
final class NoHost implements Host {

    @Override
    public String name() {
        return "java";
    }

    @Override
    public Interpreter boot(List<String> modules) {
        throw new UnsupportedOperationException("there is no Python host");
    }
}
