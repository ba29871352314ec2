package io.jmp.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.Pointer;
import io.jmp.python.PythonError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MemoryCallsTest {

    private final MemoryCalls calls = new MemoryCalls();

    private static void assertError(String type, Executable call) {
        assertEquals(type, assertThrows(PythonError.class, call).type());
    }

    @Test
    void allocatesZeroedSharedBytes() {
        SharedBlock block = calls.allocate(1000);
        ByteBuffer bytes = calls.bytes(block);
        assertEquals(1000, bytes.remaining());
        assertEquals(ByteOrder.nativeOrder(), bytes.order());
        assertFalse(bytes.isReadOnly());
        assertArrayEquals(new byte[1000], calls.read(block, 0, 1000));
        bytes.put(5, (byte) 7);
        bytes.position(100);
        assertEquals(7, calls.bytes(block).get(5));
        assertEquals(0, calls.bytes(block).position());
        assertEquals(0, calls.bytes(calls.allocate(0)).remaining());
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertError("MemoryError", () -> calls.allocate(1L << 31));
        assertError("MemoryError", () -> calls.allocate(Long.MAX_VALUE));
        assertError("ValueError", () -> calls.allocate(-1));
    }

    @Test
    void givesTheAddress() {
        SharedBlock block = calls.allocate(16);
        calls.setLong(calls.items(block, "q"), 1, 0x1122334455667788L);
        assertEquals(0x1122334455667788L, new Pointer(calls.address(block)).getLong(8));
    }

    @Test
    void readsAndWritesBytes() {
        SharedBlock block = calls.allocate(4);
        calls.write(block, 1, new byte[] {1, 2});
        assertArrayEquals(new byte[] {0, 1, 2, 0}, calls.read(block, 0, 4));
        assertArrayEquals(new byte[0], calls.read(block, 4, 0));
        assertError("IndexError", () -> calls.read(block, 3, 2));
        assertError("IndexError", () -> calls.read(block, 0, -1));
        assertError("IndexError", () -> calls.write(block, 3, new byte[2]));
        assertError("IndexError", () -> calls.write(block, -1, new byte[1]));
        assertArrayEquals(new byte[] {0, 1, 2, 0}, calls.read(block, 0, 4));
    }

    @Test
    void readsAndWritesItems() {
        SharedArray items = calls.items(calls.allocate(8), "h");
        calls.setLong(items, 3, 70000);
        assertEquals(70000 - 65536, calls.getLong(items, 3));
        SharedArray floats = calls.items(calls.allocate(8), "f");
        calls.setDouble(floats, 1, 1.5);
        assertEquals(1.5, calls.getDouble(floats, 1));
        for (long index : new long[] {-1, 4, 1L << 32}) {
            assertError("IndexError", () -> calls.getLong(items, index));
            assertError("IndexError", () -> calls.setLong(items, index, 0));
            assertError("IndexError", () -> calls.getDouble(floats, index));
            assertError("IndexError", () -> calls.setDouble(floats, index, 0));
        }
    }
}
