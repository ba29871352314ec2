package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Java bytes as a Python buffer: {@code bytes(buffer)} copies them, {@code memoryview(buffer)} shares them.
 *
 * <p>A Truffle object rather than a host object, because under {@code HostAccess.EXPLICIT} Python cannot look into Java's
 * own buffers. Each message uses absolute offsets, so threads may share one.
 */
@ExportLibrary(InteropLibrary.class)
class Buffer implements Wrapped, TruffleObject {

    private final Object target;
    private final ByteBuffer bytes;
    private final ByteBuffer swapped;

    /**
     * @param target what Python passes back with this buffer
     * @param bytes the bytes, from 0 to the limit
     */
    Buffer(Object target, ByteBuffer bytes) {
        this.target = target;
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.swapped = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public Object target() {
        return target;
    }

    private ByteBuffer ordered(ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN ? bytes : swapped;
    }

    private void check(long offset, int length) throws InvalidBufferOffsetException {
        if (offset < 0 || offset + length > bytes.limit()) {
            throw InvalidBufferOffsetException.create(offset, length);
        }
    }

    @ExportMessage
    boolean hasBufferElements() {
        return true;
    }

    @ExportMessage
    boolean isBufferWritable() {
        return !bytes.isReadOnly();
    }

    @ExportMessage
    long getBufferSize() {
        return bytes.limit();
    }

    @ExportMessage
    void readBuffer(long offset, byte[] destination, int start, int length) throws InvalidBufferOffsetException {
        check(offset, length);
        bytes.get((int) offset, destination, start, length);
    }

    @ExportMessage
    byte readBufferByte(long offset) throws InvalidBufferOffsetException {
        check(offset, 1);
        return bytes.get((int) offset);
    }

    @ExportMessage
    void writeBufferByte(long offset, byte value) throws InvalidBufferOffsetException {
        check(offset, 1);
        bytes.put((int) offset, value);
    }

    @ExportMessage
    short readBufferShort(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        check(offset, Short.BYTES);
        return ordered(order).getShort((int) offset);
    }

    @ExportMessage
    void writeBufferShort(ByteOrder order, long offset, short value) throws InvalidBufferOffsetException {
        check(offset, Short.BYTES);
        ordered(order).putShort((int) offset, value);
    }

    @ExportMessage
    int readBufferInt(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        check(offset, Integer.BYTES);
        return ordered(order).getInt((int) offset);
    }

    @ExportMessage
    void writeBufferInt(ByteOrder order, long offset, int value) throws InvalidBufferOffsetException {
        check(offset, Integer.BYTES);
        ordered(order).putInt((int) offset, value);
    }

    @ExportMessage
    long readBufferLong(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        check(offset, Long.BYTES);
        return ordered(order).getLong((int) offset);
    }

    @ExportMessage
    void writeBufferLong(ByteOrder order, long offset, long value) throws InvalidBufferOffsetException {
        check(offset, Long.BYTES);
        ordered(order).putLong((int) offset, value);
    }

    @ExportMessage
    float readBufferFloat(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        check(offset, Float.BYTES);
        return ordered(order).getFloat((int) offset);
    }

    @ExportMessage
    void writeBufferFloat(ByteOrder order, long offset, float value) throws InvalidBufferOffsetException {
        check(offset, Float.BYTES);
        ordered(order).putFloat((int) offset, value);
    }

    @ExportMessage
    double readBufferDouble(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        check(offset, Double.BYTES);
        return ordered(order).getDouble((int) offset);
    }

    @ExportMessage
    void writeBufferDouble(ByteOrder order, long offset, double value) throws InvalidBufferOffsetException {
        check(offset, Double.BYTES);
        ordered(order).putDouble((int) offset, value);
    }
}
