package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import io.jmp.memory.posix.Segment;
import io.jmp.python.PythonError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Shared memory with a name as a Python buffer: {@code memoryview(segment)} shares its bytes. Thread-safe.
 *
 * <p>Unlike a {@link Buffer}, the memory can go: each access holds it for its time, and after the segment is closed it raises
 * the ValueError of a memoryview that is released.
 */
@ExportLibrary(InteropLibrary.class)
final class SegmentBuffer implements Wrapped, TruffleObject {

    private final KernelBridge bridge;
    private final Segment segment;

    SegmentBuffer(KernelBridge bridge, Segment segment) {
        this.bridge = bridge;
        this.segment = segment;
    }

    @Override
    public Object target() {
        return segment;
    }

    /** Begins an access; {@code segment.leave()} has to end it. */
    private ByteBuffer enter(long offset, int length) throws InvalidBufferOffsetException {
        if (offset < 0 || length < 0 || offset + length > segment.size()) {
            throw InvalidBufferOffsetException.create(offset, length);
        }
        ByteBuffer bytes = segment.enter();
        if (bytes == null) {
            throw bridge.raise(new PythonError("ValueError", "operation forbidden on released memoryview object"));
        }
        return bytes;
    }

    private static boolean isSwapped(ByteOrder order) {
        return order == ByteOrder.BIG_ENDIAN;
    }

    @ExportMessage
    boolean hasBufferElements() {
        return true;
    }

    @ExportMessage
    boolean isBufferWritable() {
        return true;
    }

    @ExportMessage
    long getBufferSize() {
        return segment.size();
    }

    @ExportMessage
    void readBuffer(long offset, byte[] destination, int start, int length) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, length);
        try {
            bytes.get((int) offset, destination, start, length);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    byte readBufferByte(long offset) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, 1);
        try {
            return bytes.get((int) offset);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    void writeBufferByte(long offset, byte value) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, 1);
        try {
            bytes.put((int) offset, value);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    short readBufferShort(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Short.BYTES);
        try {
            short value = bytes.getShort((int) offset);
            return isSwapped(order) ? Short.reverseBytes(value) : value;
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    void writeBufferShort(ByteOrder order, long offset, short value) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Short.BYTES);
        try {
            bytes.putShort((int) offset, isSwapped(order) ? Short.reverseBytes(value) : value);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    int readBufferInt(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Integer.BYTES);
        try {
            int value = bytes.getInt((int) offset);
            return isSwapped(order) ? Integer.reverseBytes(value) : value;
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    void writeBufferInt(ByteOrder order, long offset, int value) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Integer.BYTES);
        try {
            bytes.putInt((int) offset, isSwapped(order) ? Integer.reverseBytes(value) : value);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    long readBufferLong(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Long.BYTES);
        try {
            long value = bytes.getLong((int) offset);
            return isSwapped(order) ? Long.reverseBytes(value) : value;
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    void writeBufferLong(ByteOrder order, long offset, long value) throws InvalidBufferOffsetException {
        ByteBuffer bytes = enter(offset, Long.BYTES);
        try {
            bytes.putLong((int) offset, isSwapped(order) ? Long.reverseBytes(value) : value);
        } finally {
            segment.leave();
        }
    }

    @ExportMessage
    float readBufferFloat(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        return Float.intBitsToFloat(readBufferInt(order, offset));
    }

    @ExportMessage
    void writeBufferFloat(ByteOrder order, long offset, float value) throws InvalidBufferOffsetException {
        writeBufferInt(order, offset, Float.floatToRawIntBits(value));
    }

    @ExportMessage
    double readBufferDouble(ByteOrder order, long offset) throws InvalidBufferOffsetException {
        return Double.longBitsToDouble(readBufferLong(order, offset));
    }

    @ExportMessage
    void writeBufferDouble(ByteOrder order, long offset, double value) throws InvalidBufferOffsetException {
        writeBufferLong(order, offset, Double.doubleToRawLongBits(value));
    }
}
