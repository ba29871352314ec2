package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.strings.TruffleString;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonFunction;
import java.nio.ByteBuffer;

/** Values over the border between Python and the kernel: the types that the rules of {@code io.jmp.python} allow. */
final class Values {

    private static final InteropLibrary INTEROP = InteropLibrary.getUncached();

    private Values() {}

    /** A kernel's result as Python sees it. */
    static Object toPython(Object value) {
        if (value == null) {
            return Null.INSTANCE;
        }
        if (value instanceof Integer || value instanceof Boolean || value instanceof Long || value instanceof Double
                || value instanceof String) {
            return value;
        }
        if (value instanceof Parcel parcel) {
            return new Buffer(parcel, ByteBuffer.wrap(parcel.data()));
        }
        if (value instanceof byte[] bytes) {
            return new Buffer(bytes, ByteBuffer.wrap(bytes));
        }
        if (value instanceof ByteBuffer buffer) {
            return new Buffer(buffer, buffer);
        }
        if (value instanceof Object[] elements) {
            return new Array(elements);
        }
        if (value instanceof TruffleObject || value instanceof TruffleString) {
            return value; // a Python object that the kernel has kept
        }
        return new Handle(value);
    }

    /** Python's argument for a parameter of the kernel. */
    static Object toJava(Object value, Class<?> type) throws UnsupportedMessageException {
        if (type == double.class) {
            return INTEROP.fitsInDouble(value) ? INTEROP.asDouble(value) : (double) INTEROP.asLong(value);
        }
        if (type == int.class) {
            return INTEROP.asInt(value);
        }
        if (type == boolean.class) {
            return INTEROP.asBoolean(value);
        }
        if (type == long.class) {
            return INTEROP.asLong(value);
        }
        if (value instanceof Wrapped wrapped) {
            return check(wrapped.target(), type);
        }
        if (INTEROP.isNull(value)) {
            return null;
        }
        if (type == byte[].class) {
            return bytes(value);
        }
        if (type == String.class) {
            return INTEROP.asString(value);
        }
        if (type == Object[].class) {
            return array(value);
        }
        if (type == PythonFunction.class) {
            return new EnteredFunction(value);
        }
        return check(value, type); // a Python object that the kernel only keeps
    }

    private static Object check(Object value, Class<?> type) throws UnsupportedMessageException {
        if (!type.isInstance(value)) {
            throw UnsupportedMessageException.create();
        }
        return value;
    }

    private static byte[] bytes(Object value) throws UnsupportedMessageException {
        byte[] bytes = new byte[(int) INTEROP.getBufferSize(value)];
        try {
            INTEROP.readBuffer(value, 0, bytes, 0, bytes.length);
        } catch (InvalidBufferOffsetException e) {
            throw UnsupportedMessageException.create(e);
        }
        return bytes;
    }

    private static Object[] array(Object value) throws UnsupportedMessageException {
        Object[] elements = new Object[(int) INTEROP.getArraySize(value)];
        try {
            for (int i = 0; i < elements.length; i++) {
                elements[i] = toJava(INTEROP.readArrayElement(value, i), Object.class);
            }
        } catch (InvalidArrayIndexException e) {
            throw UnsupportedMessageException.create(e);
        }
        return elements;
    }
}
