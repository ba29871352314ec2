package io.jmp.memory;

import io.jmp.parcel.Shared;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Numbers of one type in a {@link SharedBlock}: Python's {@code RawArray}.
 *
 * <p>Several arrays may lie over one block; all see the same numbers. An integer that does not fit loses its upper bits, as in
 * C. An item of {@code L} or {@code Q} above 2^63 - 1 shows as the negative long with the same bits
 * ({@link Long#toUnsignedString(long)} shows it as it is). No method blocks. Threads may use one array at once: a number is
 * never torn, but nothing orders what one thread writes and another reads; take a lock for that, and for anything that reads
 * and writes.
 *
 * <p>A process that gets an array shares its memory: in Python it is a {@code RawArray}, and its {@linkplain #block() block} a
 * {@code memoryview} of the bytes.
 */
public final class SharedArray implements Shared {

    private final SharedBlock block;
    private final TypeCode type;
    private final int length;
    private final ByteBuffer bytes;

    /**
     * A new array of zeros.
     *
     * @param type the type of the items
     * @param length the number of items
     * @throws IllegalArgumentException if the length is negative
     * @throws ArithmeticException if it would take more than 2 GiB
     * @throws OutOfMemoryError if there is not so much memory
     */
    public SharedArray(TypeCode type, int length) {
        this(type, new SharedBlock(Math.multiplyExact(type.size(), length)));
    }

    /**
     * {@return a new array with the given items}
     *
     * @param type the type of the items
     * @param items the items
     */
    public static SharedArray of(TypeCode type, long... items) {
        SharedArray array = new SharedArray(type, items.length);
        array.setAll(0, items);
        return array;
    }

    /**
     * {@return a new array with the given items}
     *
     * @param type the type of the items
     * @param items the items
     */
    public static SharedArray of(TypeCode type, double... items) {
        SharedArray array = new SharedArray(type, items.length);
        array.setAll(0, items);
        return array;
    }

    /**
     * The items of a type that a block holds; bytes at the end that are too few for one are left out.
     *
     * @param type the type of the items
     * @param block the memory
     */
    public SharedArray(TypeCode type, SharedBlock block) {
        this.block = Objects.requireNonNull(block);
        this.type = Objects.requireNonNull(type);
        this.length = block.size() / type.size();
        this.bytes = block.bytes();
    }

    /** {@return the memory} */
    public SharedBlock block() {
        return block;
    }

    /** {@return the type of the items} */
    public TypeCode type() {
        return type;
    }

    /** {@return the number of items} */
    public int length() {
        return length;
    }

    /**
     * {@return the item at an index: a Long, or a Double for {@code f} and {@code d}}
     *
     * @param index an index, from 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public Number get(int index) {
        return type.isFloating() ? (Number) getDouble(index) : (Number) getLong(index);
    }

    /**
     * {@return the item at an index as an integer; a fraction is cut off}
     *
     * @param index an index, from 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public long getLong(int index) {
        return type.getLong(bytes, offset(index));
    }

    /**
     * {@return the item at an index as a floating-point number}
     *
     * @param index an index, from 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public double getDouble(int index) {
        return type.getDouble(bytes, offset(index));
    }

    /**
     * Sets the item at an index.
     *
     * @param index an index, from 0
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, long value) {
        type.put(bytes, offset(index), value);
    }

    /**
     * Sets the item at an index; of an array of integers, to the number without its fraction.
     *
     * @param index an index, from 0
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, double value) {
        type.put(bytes, offset(index), value);
    }

    /**
     * {@return a copy of the items from one index up to, not including, another}
     *
     * @param from the first index
     * @param to the index after the last
     * @throws IndexOutOfBoundsException if the array does not have all of them
     */
    public long[] toLongs(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        long[] items = new long[to - from];
        for (int i = 0; i < items.length; i++) {
            items[i] = getLong(from + i);
        }
        return items;
    }

    /**
     * {@return a copy of the items from one index up to, not including, another}
     *
     * @param from the first index
     * @param to the index after the last
     * @throws IndexOutOfBoundsException if the array does not have all of them
     */
    public double[] toDoubles(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        double[] items = new double[to - from];
        for (int i = 0; i < items.length; i++) {
            items[i] = getDouble(from + i);
        }
        return items;
    }

    /**
     * Sets the items from an index on.
     *
     * @param from the first index
     * @param items the items
     * @throws IndexOutOfBoundsException if they do not fit; then nothing is set
     */
    public void setAll(int from, long... items) {
        Objects.checkFromIndexSize(from, items.length, length);
        for (int i = 0; i < items.length; i++) {
            set(from + i, items[i]);
        }
    }

    /**
     * Sets the items from an index on.
     *
     * @param from the first index
     * @param items the items
     * @throws IndexOutOfBoundsException if they do not fit; then nothing is set
     */
    public void setAll(int from, double... items) {
        Objects.checkFromIndexSize(from, items.length, length);
        for (int i = 0; i < items.length; i++) {
            set(from + i, items[i]);
        }
    }

    /**
     * Sets each item from one index up to, not including, another.
     *
     * @param from the first index
     * @param to the index after the last
     * @param value the new value
     * @throws IndexOutOfBoundsException if the array does not have all of them
     */
    public void fill(int from, int to, long value) {
        Objects.checkFromToIndex(from, to, length);
        for (int i = from; i < to; i++) {
            set(i, value);
        }
    }

    /**
     * Sets each item from one index up to, not including, another.
     *
     * @param from the first index
     * @param to the index after the last
     * @param value the new value
     * @throws IndexOutOfBoundsException if the array does not have all of them
     */
    public void fill(int from, int to, double value) {
        Objects.checkFromToIndex(from, to, length);
        for (int i = from; i < to; i++) {
            set(i, value);
        }
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._raw._rebuild_array";
    }

    private int offset(int index) {
        return Objects.checkIndex(index, length) * type.size();
    }
}
