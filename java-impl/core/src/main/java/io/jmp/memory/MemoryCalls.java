package io.jmp.memory;

import io.jmp.python.PythonError;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What the Python package calls for shared memory. See {@link io.jmp.python} for the rules.
 *
 * <p>A host whose {@code memoryview} can be cast to numbers works on {@link #bytes}; one whose cannot (Python 2.7) on
 * {@link #items} and the functions that take them.
 */
public final class MemoryCalls {

    /**
     * A new block of zeros.
     *
     * @param size in bytes
     * @throws PythonError MemoryError, if there is not so much
     */
    public SharedBlock allocate(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new PythonError("MemoryError", "a shared block holds at most 2 GiB");
        }
        if (size < 0) {
            throw new PythonError("ValueError", "the size of a shared block is negative: " + size);
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

    /**
     * The address of a block, valid while the block is held.
     *
     * @throws PythonError OSError, without native access
     */
    public long address(SharedBlock block) {
        try {
            return block.address();
        } catch (LinkageError e) {
            throw new PythonError("OSError", "the address of shared memory needs native access: " + e.getMessage());
        }
    }

    /** A copy of bytes of a block. */
    public byte[] read(SharedBlock block, int offset, int length) {
        byte[] copy = new byte[checkRange(block, offset, length)];
        block.bytes().get(offset, copy);
        return copy;
    }

    /** Sets bytes of a block. */
    public void write(SharedBlock block, int offset, byte[] bytes) {
        checkRange(block, offset, bytes.length);
        block.bytes().put(offset, bytes);
    }

    /**
     * A block as numbers.
     *
     * @param code a type code
     */
    public SharedArray items(SharedBlock block, String code) {
        return new SharedArray(TypeCode.of(code.charAt(0)), block);
    }

    /** The array of one number that a value of Java is. */
    public SharedArray item(SharedValue value) {
        return value.item();
    }

    /** The memory of an array of Java. */
    public SharedBlock block(SharedArray items) {
        return items.block();
    }

    /** The type code of an array of Java. */
    public String code(SharedArray items) {
        return String.valueOf(items.type().code());
    }

    /** The item at an index, which is not negative; IndexError if there is none. */
    public long getLong(SharedArray items, long index) {
        return items.getLong(checkIndex(items, index));
    }

    /** The item at an index, which is not negative; IndexError if there is none. */
    public double getDouble(SharedArray items, long index) {
        return items.getDouble(checkIndex(items, index));
    }

    /** Sets the item at an index, which is not negative; IndexError if there is none. */
    public void setLong(SharedArray items, long index, long value) {
        items.set(checkIndex(items, index), value);
    }

    /** Sets the item at an index, which is not negative; IndexError if there is none. */
    public void setDouble(SharedArray items, long index, double value) {
        items.set(checkIndex(items, index), value);
    }

    private static int checkIndex(SharedArray items, long index) {
        if (index < 0 || index >= items.length()) {
            throw new PythonError("IndexError", "invalid index");
        }
        return (int) index;
    }

    private static int checkRange(SharedBlock block, int offset, int length) {
        try {
            Objects.checkFromIndexSize(offset, length, block.size());
            return length;
        } catch (IndexOutOfBoundsException e) {
            throw new PythonError("IndexError", e.getMessage());
        }
    }
}
