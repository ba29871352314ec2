package io.jmp.pycsp;

import io.jmp.python.Kernel;
import io.jmp.python.KernelFeature;
import java.util.List;

/** Adds {@code kernel.csp} and the Python package {@code pycsp}. */
public final class CspFeature implements KernelFeature {

    @Override
    public String name() {
        return "csp";
    }

    @Override
    public Object calls(Kernel kernel) {
        return new CspCalls(kernel);
    }

    @Override
    public List<String> packages() {
        return List.of("pycsp");
    }
}
