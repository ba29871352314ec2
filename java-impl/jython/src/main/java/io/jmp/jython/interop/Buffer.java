package io.jmp.jython.interop;

import java.nio.ByteBuffer;
import org.python.core.BufferProtocol;
import org.python.core.PyBuffer;
import org.python.core.PyString;
import org.python.core.Untraversable;
import org.python.core.buffer.SimpleNIOBuffer;
import org.python.core.util.StringUtil;

/** Java bytes in the hands of Python: {@code bytes(buffer)} copies them, {@code memoryview(buffer)} shares them. */
@Untraversable
final class Buffer extends Handle implements BufferProtocol {

    private static final long serialVersionUID = 1L;

    private final transient ByteBuffer bytes;

    /**
     * @param target what Python passes back with this buffer
     * @param bytes the bytes, from 0 to the limit
     */
    Buffer(Object target, ByteBuffer bytes) {
        super(target);
        this.bytes = bytes;
    }

    /** A copy of the bytes. */
    byte[] copy() {
        byte[] copy = new byte[bytes.limit()];
        bytes.duplicate().position(0).get(copy);
        return copy;
    }

    @Override
    public PyBuffer getBuffer(int flags) {
        return new SimpleNIOBuffer(flags, this, bytes.duplicate().position(0));
    }

    @Override
    public int __len__() {
        return bytes.limit();
    }

    @Override
    public PyString __str__() {
        return new PyString(StringUtil.fromBytes(copy()));
    }
}
