package io.jmp.python;

import java.util.List;

/** A feature as another module brings it. */
public final class TestFeature implements KernelFeature {

    @Override
    public String name() {
        return "testing";
    }

    @Override
    public Object calls(Kernel kernel) {
        return new Calls(kernel);
    }

    @Override
    public List<String> packages() {
        return List.of("testing");
    }

    /** What Python would call. */
    public static final class Calls {
        private final Kernel kernel;

        Calls(Kernel kernel) {
            this.kernel = kernel;
        }

        public boolean mayOpenSockets() {
            return kernel.permissions().sockets();
        }
    }
}
