package io.jmp.memory;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Numbers of one type in a {@link SharedBlock}: Python's {@code RawArray} and, with one item, {@code RawValue}.
 *
 * <p>Several arrays may lie over one block; all see the same numbers. An item of {@code L} or {@code Q} above 2^63 - 1 shows
 * as the negative long with the same bits ({@link Long#toUnsignedString} shows it as it is).
 */
public final class SharedArray {

    private final SharedBlock block;
    private final TypeCode type;
    private final int length;
    private final ByteBuffer bytes;

    /** A new array of zeros. */
    public SharedArray(TypeCode type, int length) {
        this(type, new SharedBlock(Math.multiplyExact(type.size(), length)));
    }

    /** The items of a type that a block holds. */
    public SharedArray(TypeCode type, SharedBlock block) {
        this.block = Objects.requireNonNull(block);
        this.type = Objects.requireNonNull(type);
        this.length = block.size() / type.size();
        this.bytes = block.bytes();
    }

    /** The memory. */
    public SharedBlock block() {
        return block;
    }

    public TypeCode type() {
        return type;
    }

    public int length() {
        return length;
    }

    /**
     * The item at an index: a Long, or a Double for {@code f} and {@code d}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Number get(int index) {
        return type.get(bytes, Objects.checkIndex(index, length) * type.size());
    }

    /**
     * Sets the item at an index; an integer that does not fit loses its upper bits.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, Number value) {
        type.put(bytes, Objects.checkIndex(index, length) * type.size(), value);
    }
}
