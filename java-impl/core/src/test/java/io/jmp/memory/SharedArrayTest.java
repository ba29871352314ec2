package io.jmp.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SharedArrayTest {

    @ParameterizedTest
    @CsvSource({"c,1", "b,1", "B,1", "u,4", "h,2", "H,2", "i,4", "I,4", "l,8", "L,8", "q,8", "Q,8", "f,4", "d,8"})
    void hasTheSizesOfCPythonOnUnix(char code, int size) {
        assertEquals(size, TypeCode.of(code).size());
        assertEquals(code, TypeCode.of(code).code());
    }

    @Test
    void knowsNoOtherCode() {
        assertThrows(IllegalArgumentException.class, () -> TypeCode.of('z'));
    }

    @ParameterizedTest
    @EnumSource(TypeCode.class)
    void isZeroAtFirstAndKeepsWhatIsSet(TypeCode type) {
        SharedArray array = new SharedArray(type, 3);
        assertEquals(3, array.length());
        assertEquals(3 * type.size(), array.block().size());
        assertArrayEquals(new long[3], array.toLongs(0, 3));
        array.set(0, 1);
        array.set(2, 100.0);
        assertArrayEquals(new long[] {1, 0, 100}, array.toLongs(0, 3));
        assertArrayEquals(new double[] {1, 0, 100}, array.toDoubles(0, 3));
        assertEquals(type.isFloating() ? (Number) 100.0 : (Number) 100L, array.get(2));
    }

    @ParameterizedTest
    @CsvSource({
        "c,0,255", "b,-128,127", "B,0,255", "u,0,4294967295", "h,-32768,32767", "H,0,65535", "i,-2147483648,2147483647",
        "I,0,4294967295", "l,-9223372036854775808,9223372036854775807", "L,0,-1",
        "q,-9223372036854775808,9223372036854775807", "Q,0,-1"})
    void cutsIntegersToTheirWidth(char code, long low, long high) {
        SharedArray array = new SharedArray(TypeCode.of(code), 3);
        array.set(1, low);
        assertEquals(low, array.getLong(1));
        array.set(1, high);
        assertEquals(high, array.getLong(1));
        array.set(1, high + 1);
        assertEquals(low, array.getLong(1));
        array.set(1, low - 1);
        assertEquals(high, array.getLong(1));
        assertEquals(0, array.getLong(0), "the neighbour below");
        assertEquals(0, array.getLong(2), "the neighbour above");
    }

    @Test
    void readsUnsignedLongsAsDoublesOfTheirValue() {
        SharedArray array = SharedArray.of(TypeCode.UNSIGNED_LONG_LONG, -1L, Long.MIN_VALUE, 5L);
        assertArrayEquals(new double[] {0x1p64, 0x1p63, 5}, array.toDoubles(0, 3));
    }

    @Test
    void roundsToFloat() {
        SharedArray array = SharedArray.of(TypeCode.FLOAT, 0.1, 1e39, Double.NaN, -0.0);
        assertArrayEquals(new double[] {0.1f, Double.POSITIVE_INFINITY, Double.NaN, -0.0}, array.toDoubles(0, 4));
    }

    @ParameterizedTest
    @EnumSource(TypeCode.class)
    void setsAndFillsRanges(TypeCode type) {
        SharedArray array = new SharedArray(type, 6);
        array.setAll(1, 7L, 8L);
        array.fill(3, 5, 9L);
        assertArrayEquals(new long[] {0, 7, 8, 9, 9, 0}, array.toLongs(0, 6));
        array.setAll(4, 1.0, 2.0);
        array.fill(0, 1, 3.0);
        assertArrayEquals(new double[] {3, 7, 8, 9, 1, 2}, array.toDoubles(0, 6));
        assertArrayEquals(new long[0], array.toLongs(6, 6));
    }

    @Test
    void refusesWhatIsOutside() {
        SharedArray array = new SharedArray(TypeCode.INT, 4);
        for (int index : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> array.get(index));
            assertThrows(IndexOutOfBoundsException.class, () -> array.set(index, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> array.set(index, 1.0));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> array.setAll(2, 1L, 2L, 3L));
        assertThrows(IndexOutOfBoundsException.class, () -> array.setAll(2, 1.0, 2.0, 3.0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.fill(2, 5, 1L));
        assertThrows(IndexOutOfBoundsException.class, () -> array.fill(3, 2, 1.0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.toLongs(0, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> array.toDoubles(-1, 2));
        assertArrayEquals(new long[4], array.toLongs(0, 4));
        assertThrows(IllegalArgumentException.class, () -> new SharedArray(TypeCode.INT, -1));
        assertThrows(ArithmeticException.class, () -> new SharedArray(TypeCode.LONG, 1 << 29));
    }

    @Test
    void mayBeEmpty() {
        SharedArray array = new SharedArray(TypeCode.DOUBLE, 0);
        assertEquals(0, array.length());
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(0));
    }

    @Test
    void sharesItsBlock() {
        SharedArray ints = SharedArray.of(TypeCode.INT, -1L, 2L);
        SharedArray bytes = new SharedArray(TypeCode.UNSIGNED_CHAR, ints.block());
        assertEquals(8, bytes.length());
        assertEquals(255, bytes.getLong(3));
        bytes.fill(0, 4, 0L);
        assertEquals(0, ints.getLong(0));
        SharedValue value = new SharedValue(TypeCode.INT, ints.block());
        value.set(77);
        assertEquals(77L, ints.get(0));
        assertEquals(2, new SharedArray(TypeCode.SHORT, new SharedBlock(5)).length());
    }

    @Test
    void valuesHoldOneNumber() {
        SharedValue value = new SharedValue(TypeCode.SHORT);
        assertEquals(0L, value.get());
        value.set(40000);
        assertEquals(40000 - 65536, value.getLong());
        value.set(2.9);
        assertEquals(2.0, value.getDouble());
        assertEquals(TypeCode.SHORT, value.type());
        assertEquals(2, value.block().size());
        SharedValue floating = new SharedValue(TypeCode.DOUBLE);
        floating.set(1.5);
        assertEquals(1.5, floating.get());
        assertThrows(IllegalArgumentException.class, () -> new SharedValue(TypeCode.LONG, new SharedBlock(4)));
    }

    /** Writers put patterns with all bytes equal; a reader that saw a mixture would have seen a torn number. */
    @ParameterizedTest
    @EnumSource(value = TypeCode.class, names = {"SHORT", "INT", "LONG", "UNSIGNED_LONG_LONG", "DOUBLE"})
    @Timeout(60)
    void doesNotTearAlignedNumbers(TypeCode type) throws Exception {
        SharedArray array = new SharedArray(type, 4);
        SharedArray bits = new SharedArray(type == TypeCode.DOUBLE ? TypeCode.LONG : type, array.block());
        long ones = type == TypeCode.DOUBLE ? 0x3FF03FF03FF03FF0L : -1L;
        int rounds = 200_000;
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (long pattern : new long[] {0, ones}) {
                double number = Double.longBitsToDouble(pattern);
                ends.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < rounds; i++) {
                        if (type == TypeCode.DOUBLE) {
                            array.set(i & 3, number);
                        } else {
                            array.set(i & 3, pattern);
                        }
                    }
                    writing.countDown();
                    return null;
                }));
            }
            bits.set(0, ones);
            long stored = bits.getLong(0);
            for (int reader = 0; reader < 2; reader++) {
                ends.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; writing.getCount() > 0; i++) {
                        long seen = type == TypeCode.DOUBLE
                                ? Double.doubleToRawLongBits(array.getDouble(i & 3)) : array.getLong(i & 3);
                        if (seen != 0 && seen != stored) {
                            throw new AssertionError(Long.toHexString(seen));
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> end : ends) {
                end.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each thread has bytes of its own, next to those of the others. */
    @Test
    @Timeout(60)
    void writesOfNeighboursDoNotMeet() throws Exception {
        int count = 4;
        SharedArray array = new SharedArray(TypeCode.SIGNED_CHAR, count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < count; t++) {
                int index = t;
                ends.add(threads.submit(() -> {
                    start.await();
                    for (int i = 1; i <= 100_003; i++) {
                        array.set(index, array.getLong(index) + 1);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> end : ends) {
                end.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        long expected = (byte) 100_003;
        assertArrayEquals(new long[] {expected, expected, expected, expected}, array.toLongs(0, count));
    }
}
