package io.jmp.memory;

import io.jmp.parcel.Shared;

/**
 * One number in a {@link SharedBlock}: Python's {@code RawValue}. Its semantics are those of an item of a
 * {@link SharedArray}: integers that do not fit lose their upper bits, and reading and writing are not one step.
 */
public final class SharedValue implements Shared {

    private final SharedArray item;

    /**
     * A new value, which is zero.
     *
     * @param type the type of the items
     */
    public SharedValue(TypeCode type) {
        item = new SharedArray(type, 1);
    }

    /**
     * The value at the start of a block.
     *
     * @param type the type of the items
     * @param block the memory
     * @throws IllegalArgumentException if the block is too small
     */
    public SharedValue(TypeCode type, SharedBlock block) {
        item = new SharedArray(type, block);
        if (item.length() == 0) {
            throw new IllegalArgumentException(block.size() + " bytes hold no " + type);
        }
    }

    /** The array of one that this is. */
    SharedArray item() {
        return item;
    }

    /** {@return the memory} */
    public SharedBlock block() {
        return item.block();
    }

    /** {@return the type of the value} */
    public TypeCode type() {
        return item.type();
    }

    /** {@return the value: a Long, or a Double for {@code f} and {@code d}} */
    public Number get() {
        return item.get(0);
    }

    /** {@return the value as an integer; a fraction is cut off} */
    public long getLong() {
        return item.getLong(0);
    }

    /** {@return the value as a floating-point number} */
    public double getDouble() {
        return item.getDouble(0);
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(long value) {
        item.set(0, value);
    }

    /**
     * Sets the value; of an integer type, to the number without its fraction.
     *
     * @param value the new value
     */
    public void set(double value) {
        item.set(0, value);
    }

    @Override
    public String rebuilder() {
        return "multiprocessing._raw._rebuild_value";
    }
}
