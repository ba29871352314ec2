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
    /** A Unicode character. */
    WCHAR('u', Integer.BYTES),
    SHORT('h', Short.BYTES),
    UNSIGNED_SHORT('H', Short.BYTES),
    INT('i', Integer.BYTES),
    UNSIGNED_INT('I', Integer.BYTES),
    LONG('l', Long.BYTES),
    UNSIGNED_LONG('L', Long.BYTES),
    LONG_LONG('q', Long.BYTES),
    UNSIGNED_LONG_LONG('Q', Long.BYTES),
    FLOAT('f', Float.BYTES),
    DOUBLE('d', Double.BYTES);

    private static final Map<Character, TypeCode> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(TypeCode::code, Function.identity()));

    private final char code;
    private final int size;

    TypeCode(char code, int size) {
        this.code = code;
        this.size = size;
    }

    /** The letter. */
    public char code() {
        return code;
    }

    /** The size of one item in bytes. */
    public int size() {
        return size;
    }

    /**
     * The type of a letter.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TypeCode of(char code) {
        TypeCode type = BY_CODE.get(code);
        if (type == null) {
            throw new IllegalArgumentException("no type code: " + code);
        }
        return type;
    }

    /** Reads the item at a byte offset: a Long, a Double, or for {@code c} and {@code u} the number of the character. */
    Number get(ByteBuffer bytes, int offset) {
        return switch (this) {
            case CHAR, UNSIGNED_CHAR -> (long) Byte.toUnsignedInt(bytes.get(offset));
            case SIGNED_CHAR -> (long) bytes.get(offset);
            case SHORT -> (long) bytes.getShort(offset);
            case UNSIGNED_SHORT -> (long) Short.toUnsignedInt(bytes.getShort(offset));
            case INT -> (long) bytes.getInt(offset);
            case WCHAR, UNSIGNED_INT -> Integer.toUnsignedLong(bytes.getInt(offset));
            case LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG -> bytes.getLong(offset);
            case FLOAT -> (double) bytes.getFloat(offset);
            case DOUBLE -> bytes.getDouble(offset);
        };
    }

    /** Writes an item at a byte offset. */
    void put(ByteBuffer bytes, int offset, Number value) {
        switch (this) {
            case CHAR, SIGNED_CHAR, UNSIGNED_CHAR -> bytes.put(offset, (byte) value.longValue());
            case SHORT, UNSIGNED_SHORT -> bytes.putShort(offset, (short) value.longValue());
            case WCHAR, INT, UNSIGNED_INT -> bytes.putInt(offset, (int) value.longValue());
            case LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG -> bytes.putLong(offset, value.longValue());
            case FLOAT -> bytes.putFloat(offset, value.floatValue());
            case DOUBLE -> bytes.putDouble(offset, value.doubleValue());
        }
    }
}
