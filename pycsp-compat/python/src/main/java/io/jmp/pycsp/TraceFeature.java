package io.jmp.pycsp;

import io.jmp.python.Kernel;
import io.jmp.python.KernelFeature;

/** Adds {@code kernel.csptrace}: pictures of networks. */
public final class TraceFeature implements KernelFeature {

    @Override
    public String name() {
        return "csptrace";
    }

    @Override
    public Object calls(Kernel kernel) {
        return new TraceCalls();
    }
}
