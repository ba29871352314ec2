package io.jmp.pycsp;

import io.jmp.python.Kernel;
import io.jmp.python.KernelFeature;

/** Adds {@code kernel.cspnet}: channels between JVMs. */
public final class NetworkFeature implements KernelFeature {

    @Override
    public String name() {
        return "cspnet";
    }

    @Override
    public Object calls(Kernel kernel) {
        return new NetworkCalls(kernel);
    }
}
