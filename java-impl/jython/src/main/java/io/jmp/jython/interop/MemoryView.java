package io.jmp.jython.interop;

import io.jmp.memory.TypeCode;
import io.jmp.memory.posix.Segment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.python.core.BufferProtocol;
import org.python.core.Py;
import org.python.core.PyArray;
import org.python.core.PyBUF;
import org.python.core.PyBuffer;
import org.python.core.PyException;
import org.python.core.PyFloat;
import org.python.core.PyInteger;
import org.python.core.PyList;
import org.python.core.PyLong;
import org.python.core.PyObject;
import org.python.core.PySlice;
import org.python.core.PyString;
import org.python.core.PyUnicode;
import org.python.core.Untraversable;
import org.python.core.util.StringUtil;

/**
 * Shared memory as a sequence of numbers: what {@code memoryview} is in Python 3. That of Python 2 knows bytes only, and Jython's
 * cannot be written to.
 *
 * <p>Items are read and written one by one, as {@link TypeCode} says; slices share the memory. Threads may use one at once.
 */
@Untraversable
public final class MemoryView extends PyObject {

    private static final long serialVersionUID = 1L;
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private final transient ByteBuffer block;
    private final transient Segment segment;
    private final TypeCode type;
    private final int start;
    private final int step;
    private final int length;
    private boolean released;

    private MemoryView(ByteBuffer block, Segment segment, TypeCode type, int start, int step, int length) {
        this.block = block;
        this.segment = segment;
        this.type = type;
        this.start = start;
        this.step = step;
        this.length = length;
    }

    /**
     * A view of memory.
     *
     * @param memory a block's bytes, or a segment with a name
     * @param code the type code of the items
     */
    static MemoryView of(Object memory, String code) {
        TypeCode type = TypeCode.of(code.charAt(0));
        if (memory instanceof Segment segment) {
            return new MemoryView(null, segment, type, 0, type.size(), segment.size() / type.size());
        }
        ByteBuffer bytes = (ByteBuffer) memory;
        return new MemoryView(bytes.duplicate().order(ByteOrder.nativeOrder()), null, type, 0, type.size(), bytes.limit() / type.size());
    }

    /** Begins an access; {@link #end} ends it. */
    private ByteBuffer begin() {
        ByteBuffer bytes = released ? null : segment == null ? block : segment.enter();
        if (bytes == null) {
            throw Py.ValueError("operation forbidden on released memoryview object");
        }
        return bytes;
    }

    private void end() {
        if (segment != null) {
            segment.leave();
        }
    }

    private int offset(PyObject index) {
        int i = index.asIndex(Py.IndexError);
        if (i < 0) {
            i += length;
        }
        if (i < 0 || i >= length) {
            throw Py.IndexError("index out of bounds on dimension 1");
        }
        return start + i * step;
    }

    private PyObject get(ByteBuffer bytes, int offset) {
        switch (type) {
            case FLOAT:
            case DOUBLE:
                return new PyFloat(type.getDouble(bytes, offset));
            case CHAR:
                return Py.newString((char) type.getLong(bytes, offset));
            case UNSIGNED_LONG:
            case UNSIGNED_LONG_LONG:
                long bits = type.getLong(bytes, offset);
                return bits >= 0 ? Py.newInteger(bits) : new PyLong(new BigInteger(Long.toUnsignedString(bits)));
            default:
                return Py.newInteger(type.getLong(bytes, offset));
        }
    }

    private void put(ByteBuffer bytes, int offset, PyObject value) {
        switch (type) {
            case FLOAT:
            case DOUBLE:
                if (!(value instanceof PyFloat || value instanceof PyInteger || value instanceof PyLong)) {
                    throw invalidType();
                }
                type.put(bytes, offset, value.asDouble());
                break;
            case CHAR:
                if (!(value instanceof PyString) || value instanceof PyUnicode || value.__len__() != 1) {
                    throw invalidType();
                }
                type.put(bytes, offset, (long) ((PyString) value).getString().charAt(0));
                break;
            default:
                type.put(bytes, offset, integer(value));
        }
    }

    private long integer(PyObject value) {
        if (!(value instanceof PyInteger || value instanceof PyLong)) {
            throw invalidType();
        }
        BigInteger number = ((PyLong) value.__long__()).getValue();
        int bits = Byte.SIZE * type.size();
        boolean fits = Character.isUpperCase(type.code()) || type == TypeCode.WCHAR
                ? number.signum() >= 0 && number.bitLength() <= bits && number.compareTo(MAX_UNSIGNED) <= 0
                : number.bitLength() < bits;
        if (!fits) {
            throw Py.ValueError("memoryview: invalid value for format '" + type.code() + "'");
        }
        return number.longValue();
    }

    private PyException invalidType() {
        return Py.TypeError("memoryview: invalid type for format '" + type.code() + "'");
    }

    private MemoryView slice(PySlice slice) {
        int[] indices = slice.indicesEx(__len__());
        return new MemoryView(block, segment, type, start + indices[0] * step, indices[2] * step, indices[3]);
    }

    @Override
    public int __len__() {
        begin();
        end();
        return length;
    }

    @Override
    public PyObject __finditem__(int index) {
        return index < length ? __getitem__(Py.newInteger(index)) : null;
    }

    @Override
    public PyObject __getitem__(PyObject index) {
        if (index instanceof PySlice slice) {
            return slice(slice);
        }
        int offset = offset(index);
        ByteBuffer bytes = begin();
        try {
            return get(bytes, offset);
        } finally {
            end();
        }
    }

    @Override
    public PyObject __finditem__(PyObject index) {
        return __getitem__(index);
    }

    @Override
    public void __setitem__(PyObject index, PyObject value) {
        if (index instanceof PySlice slice) {
            slice(slice).assign(value);
            return;
        }
        int offset = offset(index);
        ByteBuffer bytes = begin();
        try {
            put(bytes, offset, value);
        } finally {
            end();
        }
    }

    @Override
    public PyObject __getslice__(PyObject from, PyObject to, PyObject by) {
        return slice(new PySlice(from, to, by));
    }

    @Override
    public void __setslice__(PyObject from, PyObject to, PyObject by, PyObject value) {
        slice(new PySlice(from, to, by)).assign(value);
    }

    private void assign(PyObject values) {
        byte[] raw = values instanceof MemoryView view ? view.copy() : raw(values);
        PyObject[] items = raw == null ? new PyList(values).getArray() : null;
        if (raw == null ? items.length != length : raw.length != length * type.size()) {
            throw Py.ValueError("memoryview assignment: lvalue and rvalue have different structures");
        }
        ByteBuffer bytes = begin();
        try {
            for (int i = 0; i < length; i++) {
                if (raw == null) {
                    put(bytes, start + i * step, items[i]);
                } else {
                    bytes.duplicate().position(start + i * step).put(raw, i * type.size(), type.size());
                }
            }
        } finally {
            end();
        }
    }

    private static byte[] raw(PyObject values) {
        if (values instanceof PyString string && !(values instanceof PyUnicode)) {
            return StringUtil.toBytes(string.getString());
        }
        if (!(values instanceof BufferProtocol buffered) || values instanceof PyString) {
            return null;
        }
        if (values instanceof PyArray) {
            return null; // Jython gives no view of most of them
        }
        try (PyBuffer buffer = buffered.getBuffer(PyBUF.FULL_RO)) {
            byte[] bytes = new byte[buffer.getLen()];
            buffer.copyTo(bytes, 0);
            return bytes;
        }
    }

    private byte[] copy() {
        byte[] copy = new byte[length * type.size()];
        ByteBuffer bytes = begin();
        try {
            if (step == type.size()) {
                bytes.get(start, copy);
            } else {
                for (int i = 0; i < length; i++) {
                    bytes.get(start + i * step, copy, i * type.size(), type.size());
                }
            }
        } finally {
            end();
        }
        return copy;
    }

    @Override
    public PyString __str__() {
        return tobytes();
    }

    /** The bytes, in the order of the items. */
    public PyString tobytes() {
        return new PyString(StringUtil.fromBytes(copy()));
    }

    /** The items. */
    public PyList tolist() {
        PyObject[] items = new PyObject[length];
        ByteBuffer bytes = begin();
        try {
            for (int i = 0; i < length; i++) {
                items[i] = get(bytes, start + i * step);
            }
        } finally {
            end();
        }
        return new PyList(items);
    }

    /** The same memory as items of another type. */
    public MemoryView cast(String code) {
        if (step != type.size()) {
            throw Py.TypeError("memoryview: casts are restricted to C-contiguous views");
        }
        TypeCode other = TypeCode.of(code.charAt(0));
        return new MemoryView(block, segment, other, start, other.size(), length * type.size() / other.size());
    }

    /** Whatever uses it from now on gets a ValueError. */
    public void release() {
        released = true;
    }

    public int getNbytes() {
        return __len__() * type.size();
    }

    public int getItemsize() {
        return type.size();
    }

    public String getFormat() {
        return String.valueOf(type.code());
    }

    public boolean isReadonly() {
        return false;
    }

    @Override
    public PyObject __eq__(PyObject other) {
        byte[] bytes = other instanceof MemoryView view ? view.copy() : raw(other);
        return bytes == null ? null : Py.newBoolean(java.util.Arrays.equals(copy(), bytes));
    }

    @Override
    public PyObject __ne__(PyObject other) {
        PyObject equal = __eq__(other);
        return equal == null ? null : equal.__not__();
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public PyString __repr__() {
        return new PyString(String.format("<memory at 0x%x>", Py.id(this)));
    }
}
