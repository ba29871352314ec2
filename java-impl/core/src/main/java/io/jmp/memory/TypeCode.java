package io.jmp.memory;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types that shared values and arrays can have: the type codes of Python's documentation, with the sizes that CPython
 * has on 64-bit Unix. Integers that do not fit are cut to the type's width, as C and ctypes do.
 */
public enum TypeCode {
    /** A byte as a character. */
    CHAR('c', Byte.BYTES),
    /** A signed byte. */
    SIGNED_CHAR('b', Byte.BYTES),
    /** An unsigned byte. */
    UNSIGNED_CHAR('B', Byte.BYTES),
    /** A Unicode character: its code point, in 4 bytes. */
    WCHAR('u', Integer.BYTES),
    /** A signed number of 2 bytes. */
    SHORT('h', Short.BYTES),
    /** An unsigned number of 2 bytes. */
    UNSIGNED_SHORT('H', Short.BYTES),
    /** A signed number of 4 bytes. */
    INT('i', Integer.BYTES),
    /** An unsigned number of 4 bytes. */
    UNSIGNED_INT('I', Integer.BYTES),
    /** A signed number of 8 bytes. */
    LONG('l', Long.BYTES),
    /** An unsigned number of 8 bytes. */
    UNSIGNED_LONG('L', Long.BYTES),
    /** A signed number of 8 bytes. */
    LONG_LONG('q', Long.BYTES),
    /** An unsigned number of 8 bytes. */
    UNSIGNED_LONG_LONG('Q', Long.BYTES),
    /** A floating-point number of 4 bytes. */
    FLOAT('f', Float.BYTES),
    /** A floating-point number of 8 bytes. */
    DOUBLE('d', Double.BYTES);

    private static final Map<Character, TypeCode> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(TypeCode::code, Function.identity()));

    private final char code;
    private final int size;

    TypeCode(char code, int size) {
        this.code = code;
        this.size = size;
    }

    /** {@return the letter} */
    public char code() {
        return code;
    }

    /** {@return the size of one item in bytes} */
    public int size() {
        return size;
    }

    /**
     * {@return the type of a letter}
     *
     * @param code the letter
     * @throws IllegalArgumentException if there is none
     */
    public static TypeCode of(char code) {
        TypeCode type = BY_CODE.get(code);
        if (type == null) {
            throw new IllegalArgumentException("no type code: " + code);
        }
        return type;
    }

    /** {@return whether items are floating-point numbers; all others are integers, characters too} */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    /**
     * Reads the item at a byte offset; of {@code c} and {@code u} the number of the character.
     *
     * @param bytes the memory
     * @param offset where the item begins, in bytes
     * @return the item
     */
    public long getLong(ByteBuffer bytes, int offset) {
        return switch (this) {
            case CHAR, UNSIGNED_CHAR -> Byte.toUnsignedLong(bytes.get(offset));
            case SIGNED_CHAR -> bytes.get(offset);
            case SHORT -> bytes.getShort(offset);
            case UNSIGNED_SHORT -> Short.toUnsignedLong(bytes.getShort(offset));
            case INT -> bytes.getInt(offset);
            case WCHAR, UNSIGNED_INT -> Integer.toUnsignedLong(bytes.getInt(offset));
            case LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG -> bytes.getLong(offset);
            case FLOAT -> (long) bytes.getFloat(offset);
            case DOUBLE -> (long) bytes.getDouble(offset);
        };
    }

    /**
     * Reads the item at a byte offset.
     *
     * @param bytes the memory
     * @param offset where the item begins, in bytes
     * @return the item
     */
    public double getDouble(ByteBuffer bytes, int offset) {
        return switch (this) {
            case FLOAT -> bytes.getFloat(offset);
            case DOUBLE -> bytes.getDouble(offset);
            case UNSIGNED_LONG, UNSIGNED_LONG_LONG -> unsigned(bytes.getLong(offset));
            default -> getLong(bytes, offset);
        };
    }

    private static double unsigned(long bits) {
        // Halved, with the lost bit kept for rounding, when the sign bit is set.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /**
     * Writes an item at a byte offset.
     *
     * @param bytes the memory
     * @param offset where the item begins, in bytes
     * @param value the new value
     */
    public void put(ByteBuffer bytes, int offset, long value) {
        switch (this) {
            case CHAR, SIGNED_CHAR, UNSIGNED_CHAR -> bytes.put(offset, (byte) value);
            case SHORT, UNSIGNED_SHORT -> bytes.putShort(offset, (short) value);
            case WCHAR, INT, UNSIGNED_INT -> bytes.putInt(offset, (int) value);
            case LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG -> bytes.putLong(offset, value);
            case FLOAT -> bytes.putFloat(offset, value);
            case DOUBLE -> bytes.putDouble(offset, value);
        }
    }

    /**
     * Writes an item at a byte offset.
     *
     * @param bytes the memory
     * @param offset where the item begins, in bytes
     * @param value the new value
     */
    public void put(ByteBuffer bytes, int offset, double value) {
        switch (this) {
            case FLOAT -> bytes.putFloat(offset, (float) value);
            case DOUBLE -> bytes.putDouble(offset, value);
            default -> put(bytes, offset, (long) value);
        }
    }
}
