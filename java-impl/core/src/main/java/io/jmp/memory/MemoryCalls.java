package io.jmp.memory;

import io.jmp.python.PythonError;
import java.nio.ByteBuffer;

/** What the Python package calls for shared memory. See {@link io.jmp.python} for the rules. */
public final class MemoryCalls {

    /** A new block of zeros. */
    public SharedBlock allocate(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new PythonError("MemoryError", "a shared block holds at most 2 GiB");
        }
        try {
            return new SharedBlock((int) size);
        } catch (OutOfMemoryError e) {
            throw new PythonError("MemoryError", "no memory outside the heap for " + size + " bytes"
                    + " (-XX:MaxDirectMemorySize sets the limit)");
        }
    }

    /** The bytes of a block, shared. */
    public ByteBuffer bytes(SharedBlock block) {
        return block.bytes();
    }

    /** The address of a block. */
    public long address(SharedBlock block) {
        try {
            return block.address();
        } catch (UnsatisfiedLinkError e) {
            throw new PythonError("OSError", "the address of shared memory needs native access: " + e.getMessage());
        }
    }
}
