package io.jmp.graalpy;

/**
 * What bootstrap.py calls beside the kernel: the package's files, and their code once it is compiled. Public only so that
 * the bridge may call it.
 */
public final class HostCalls {

    private final ShimModules shim;

    HostCalls(ShimModules shim) {
        this.shim = shim;
    }

    /** The source of a module, or null if the package has no such module. */
    public byte[] source(String path) {
        return shim.source(path);
    }

    /** The marshalled code of a module, or null if it was not compiled. */
    public byte[] code(String path) {
        return shim.code(path);
    }
}
