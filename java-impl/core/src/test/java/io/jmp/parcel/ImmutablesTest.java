package io.jmp.parcel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes between Java processes without a pickle arrives as its pickle would, and counts as many bytes. */
class ImmutablesTest {

    static Stream<Object> values() {
        Stream<Object> numbers = Stream.of(0L, 255L, 256L, 65_535L, 65_536L, (long) Integer.MAX_VALUE).flatMap(n -> Stream.of(n, -n, n + 1, -n - 1,
                -n - 2, n.intValue(), n.shortValue(), n.byteValue(), n.floatValue(), n.doubleValue()));
        Stream<Object> powers = Stream.iterate(0, n -> n + 1).limit(63).flatMap(n -> Stream.of(1L << n, -(1L << n), (1L << n) - 1, -(1L << n) - 1));
        Stream<Object> others = Stream.of(true, false, Long.MAX_VALUE, Long.MIN_VALUE, -0.0, -0.0f, 0.1f, Float.NaN, Double.NaN, Double.MIN_VALUE,
                Float.NEGATIVE_INFINITY, "", "hello", "\u0000\u007f\u0080\u07ff\u0800\uffff", "\ud83d\ude00 and \u20ac", "x".repeat(300));
        return Stream.of(numbers, powers, others).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("values")
    void asByItsPickle(Object value) {
        Parcel quick = Immutables.parcel(value);
        assertNotNull(quick);
        Parcel pickled = Pickles.pickle(value);
        assertEquals(pickled.size(), quick.size());
        Object expected = Pickles.loads(pickled);
        assertEquals(expected, Pickles.loads(quick));
        assertEquals(expected.getClass(), Pickles.loads(quick).getClass());
        assertEquals(expected, Pickles.loads(new Parcel(quick.data())));
        assertEquals(quick.size(), quick.data().length);
        assertSame(quick.data(), quick.data());
        assertEquals(0, quick.refs().length);
    }

    @Test
    void whatCanChangeOrChangesOnTheWayIsPickled() {
        for (Object value : new Object[] {new byte[1], List.of(1), new StringBuilder("a"), 'c', BigInteger.ONE, new Object(),
            "half a pair: \ud83d", "\ude00\ud83d", "\ud83dx"}) {
            assertNull(Immutables.parcel(value));
        }
        assertNull(Immutables.parcel(null));
        assertEquals("?x", Pickles.loads(Pickles.dumps("\ud83dx")));
    }
}
