package io.jmp.memory;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.jmp.parcel.Shared;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block of memory outside the Java heap that processes share. It is zero at first, and freed by the garbage collector when
 * nobody holds it.
 *
 * <p>Reads and writes of aligned numbers are not torn, and no more: who writes what another reads takes a lock.
 */
public final class SharedBlock implements Shared {

    private final ByteBuffer bytes;

    /**
     * A block of zeros.
     *
     * @param size the size in bytes
     * @throws IllegalArgumentException if it is negative
     * @throws OutOfMemoryError if there is not so much
     */
    public SharedBlock(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** {@return a view of the block, in native byte order, with a position of its own} */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** {@return the size in bytes} */
    public int size() {
        return bytes.capacity();
    }

    /**
     * {@return where the block is: valid while the block is held}
     *
     * @throws UnsatisfiedLinkError if native access is not available
     */
    public long address() {
        return Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._raw._rebuild_block";
    }
}
