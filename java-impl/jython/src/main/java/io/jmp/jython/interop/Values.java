package io.jmp.jython.interop;

import io.jmp.parcel.Parcel;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.python.core.BufferProtocol;
import org.python.core.Py;
import org.python.core.PyBUF;
import org.python.core.PyBuffer;
import org.python.core.PyFloat;
import org.python.core.PyObject;
import org.python.core.PySequenceList;
import org.python.core.PyString;
import org.python.core.PyTuple;
import org.python.core.PyUnicode;
import org.python.core.util.StringUtil;

/** Values over the border between Python and the kernel: the types that the rules of {@code io.jmp.python} allow. */
final class Values {

    private Values() {}

    /** A kernel's result as Python sees it. */
    static PyObject toPython(Object value) {
        if (value == null) {
            return Py.None;
        }
        if (value instanceof Boolean bool) {
            return Py.newBoolean(bool);
        }
        if (value instanceof Integer number) {
            return Py.newInteger(number);
        }
        if (value instanceof Long number) {
            return Py.newInteger(number); // an int if it is one
        }
        if (value instanceof Double number) {
            return Py.newFloat(number);
        }
        if (value instanceof String text) {
            return text(text);
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
            PyObject[] converted = new PyObject[elements.length];
            for (int i = 0; i < converted.length; i++) {
                converted[i] = toPython(elements[i]);
            }
            return new PyTuple(converted);
        }
        return value instanceof PyObject object ? object : new Handle(value);
    }

    /** As the names and messages of Python 2 are: bytes, unless that loses something. */
    static PyString text(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text) ? new PyString(text) : new PyUnicode(text);
    }

    /**
     * Python's argument for a parameter of the kernel.
     *
     * @throws org.python.core.PyException a TypeError, if it does not fit
     */
    static Object toJava(PyObject value, Class<?> type) {
        if (type == double.class) {
            return value.asDouble();
        }
        if (type == int.class) {
            return value.asInt();
        }
        if (type == boolean.class) {
            return value.__nonzero__();
        }
        if (type == long.class) {
            return value.__long__().__tojava__(Long.class);
        }
        if (value instanceof Buffer buffer && type == byte[].class) {
            return buffer.copy();
        }
        if (value instanceof Handle handle) {
            return check(handle.target(), type, value);
        }
        if (value == Py.None) {
            return null;
        }
        if (type == byte[].class) {
            return bytes(value);
        }
        if (type == String.class) {
            return string(value);
        }
        if (type == Object[].class) {
            return array(value);
        }
        return check(value, type, value); // a Python object that the kernel only keeps
    }

    private static Object check(Object java, Class<?> type, PyObject value) {
        if (!type.isInstance(java)) {
            throw Py.TypeError("the kernel cannot take a '" + value.getType().fastGetName() + "' here");
        }
        return java;
    }

    private static byte[] bytes(PyObject value) {
        if (value instanceof PyUnicode || !(value instanceof BufferProtocol)) {
            throw Py.TypeError("a bytes-like object is required, not '" + value.getType().fastGetName() + "'");
        }
        if (value instanceof PyString string) {
            return StringUtil.toBytes(string.getString());
        }
        try (PyBuffer buffer = ((BufferProtocol) value).getBuffer(PyBUF.FULL_RO)) {
            byte[] bytes = new byte[buffer.getLen()];
            buffer.copyTo(bytes, 0);
            return bytes;
        }
    }

    private static String string(PyObject value) {
        if (value instanceof PyUnicode unicode) {
            return unicode.getString();
        }
        if (!(value instanceof PyString)) {
            throw Py.TypeError("a string is required, not '" + value.getType().fastGetName() + "'");
        }
        String text = ((PyString) value).getString();
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(StringUtil.toBytes(text)));
            return decoded.toString();
        } catch (CharacterCodingException e) {
            return text; // each byte a character
        }
    }

    private static Object[] array(PyObject value) {
        if (!(value instanceof PySequenceList list)) {
            throw Py.TypeError("a list or tuple is required, not '" + value.getType().fastGetName() + "'");
        }
        PyObject[] items = list.getArray();
        Object[] elements = new Object[list.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element(items[i]);
        }
        return elements;
    }

    private static Object element(PyObject item) {
        if (item instanceof Handle handle) {
            return handle.target();
        }
        return item == Py.None ? null : item.getClass() == PyFloat.class ? (Object) item.asDouble() : item;
    }
}
