package io.jmp.memory;

import static io.jmp.Crew.assertRaises;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import io.jmp.sync.ProcessLock;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SharedArrayTest {

    @ParameterizedTest
    @CsvSource({"c,1", "b,1", "B,1", "u,4", "h,2", "H,2", "i,4", "I,4", "l,8", "L,8", "q,8", "Q,8", "f,4", "d,8"})
    void typesHaveTheCodesAndSizesOfCPython(char code, int size) {
        TypeCode type = TypeCode.of(code);
        assertEquals(code, type.code());
        assertEquals(size, type.size());
        assertEquals(3 * size, new SharedArray(type, 3).block().size());
    }

    @Test
    void thereAreNoOtherTypes() {
        assertEquals(14, TypeCode.values().length);
        assertThrows(IllegalArgumentException.class, () -> TypeCode.of('x'));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeBeginsAsZerosAndKeepsWhatIsSet(TypeCode type) {
        SharedArray array = new SharedArray(type, 5);
        assertEquals(5, array.length());
        assertSame(type, array.type());
        boolean real = type == TypeCode.FLOAT || type == TypeCode.DOUBLE;
        for (int i = 0; i < 5; i++) {
            assertEquals(0, array.get(i).intValue());
            assertSame(real ? Double.class : Long.class, array.get(i).getClass());
        }
        for (int i = 0; i < 5; i++) {
            array.set(i, 100 + i);
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(100 + i, array.get(i).intValue());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c,255,255", "c,256,0", "c,-1,255",
        "b,127,127", "b,128,-128", "b,-129,127", "b,300,44",
        "B,255,255", "B,256,0", "B,-1,255",
        "u,128512,128512",
        "h,32767,32767", "h,32768,-32768", "h,-32769,32767", "h,65536,0",
        "H,65535,65535", "H,65536,0", "H,-1,65535",
        "i,2147483647,2147483647", "i,2147483648,-2147483648", "i,-2147483649,2147483647", "i,4294967296,0",
        "I,4294967295,4294967295", "I,4294967296,0", "I,-1,4294967295",
        "l,9223372036854775807,9223372036854775807", "l,9223372036854775808,-9223372036854775808",
        "q,9223372036854775807,9223372036854775807", "q,18446744073709551616,0",
        "L,18446744073709551615,-1", "L,9223372036854775808,-9223372036854775808", "L,5,5",
        "Q,18446744073709551615,-1", "Q,18446744073709551617,1",
    })
    void integersWrapAround(char code, BigInteger written, long read) {
        SharedArray array = new SharedArray(TypeCode.of(code), 3);
        array.set(1, written);
        assertEquals(read, array.get(1));
        assertEquals(0L, array.get(0));
        assertEquals(0L, array.get(2));
    }

    @Test
    void realNumbers() {
        SharedArray doubles = new SharedArray(TypeCode.DOUBLE, 6);
        double[] values = {0.1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE};
        for (int i = 0; i < values.length; i++) {
            doubles.set(i, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], doubles.get(i));
        }
        SharedArray floats = new SharedArray(TypeCode.FLOAT, 2);
        floats.set(0, 0.1);
        floats.set(1, 1e300);
        assertEquals((double) 0.1f, floats.get(0));
        assertEquals(Double.POSITIVE_INFINITY, floats.get(1));
    }

    @Test
    void indexesAreChecked() {
        SharedArray array = new SharedArray(TypeCode.INT, 2);
        for (int index : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> array.get(index));
            assertThrows(IndexOutOfBoundsException.class, () -> array.set(index, 1));
        }
        SharedArray none = new SharedArray(TypeCode.INT, 0);
        assertEquals(0, none.length());
        assertThrows(IndexOutOfBoundsException.class, () -> none.get(0));
        assertThrows(ArithmeticException.class, () -> new SharedArray(TypeCode.DOUBLE, Integer.MAX_VALUE));
        assertEquals(2, new SharedArray(TypeCode.INT, new SharedBlock(11)).length(), "whole items only");
    }

    @Test
    void arraysOverOneBlockShareIt() {
        SharedBlock block = new SharedBlock(8);
        SharedArray bytes = new SharedArray(TypeCode.UNSIGNED_CHAR, block);
        SharedArray number = new SharedArray(TypeCode.LONG_LONG, block);
        assertSame(block, bytes.block());
        assertEquals(8, bytes.length());
        assertEquals(1, number.length());
        number.set(0, -1);
        for (int i = 0; i < 8; i++) {
            assertEquals(255L, bytes.get(i));
        }
        bytes.set(0, 0);
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        assertEquals(little ? -256L : 0x00ff_ffff_ffff_ffffL, number.get(0));
    }

    @Test
    void viewsOfABlockHavePositionsOfTheirOwn() {
        SharedBlock block = new SharedBlock(4);
        ByteBuffer one = block.bytes();
        ByteBuffer other = block.bytes();
        assertNotSame(one, other);
        assertEquals(ByteOrder.nativeOrder(), one.order());
        one.putInt(77);
        assertEquals(77, other.getInt());
        assertEquals(4, block.bytes().remaining());
        assertTrue(one.isDirect());
    }

    @Test
    void callsOfPython() {
        MemoryCalls calls = new MemoryCalls();
        SharedBlock block = calls.allocate(16);
        assertEquals(16, block.size());
        calls.bytes(block).put(3, (byte) 9);
        assertEquals(9, block.bytes().get(3));
        assertEquals(calls.address(block), block.address());
        assertTrue(calls.address(block) != 0);
        assertEquals(0, calls.allocate(0).size());
        assertRaises("MemoryError", "a shared block holds at most 2 GiB", () -> calls.allocate(1L << 31));
    }

    @Test
    void underALockNothingIsLost() throws Exception {
        SharedArray counter = new SharedArray(TypeCode.INT, 1);
        ProcessLock lock = new ProcessLock(true);
        try (Crew crew = new Crew()) {
            Crew.results(crew.start(4, () -> {
                for (int i = 0; i < 20_000; i++) {
                    lock.acquire();
                    counter.set(0, counter.get(0).intValue() + 1);
                    lock.release();
                }
                return null;
            }));
        }
        assertEquals(80_000L, counter.get(0));
    }
}
