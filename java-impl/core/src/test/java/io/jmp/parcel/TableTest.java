package io.jmp.parcel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.PythonException;
import io.jmp.queue.ProcessQueue;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of conversions as far as Java alone can see it, and pickles that mean harm. */
@Timeout(60)
class TableTest {

    record Point(int x, String name) {}

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1L;

        public String getSecret() {
            return "secret";
        }
    }

    private static Object copy(Object value) {
        Parcel parcel = Pickles.dumps(value);
        return Pickles.loads(new Parcel(parcel.data(), parcel.refs()));
    }

    static Stream<Object> sameOnBothSides() {
        return Stream.of(new BigDecimal("1.50"), LocalDate.of(2026, 2, 28), LocalTime.of(1, 2, 3, 4000),
                LocalDateTime.of(2026, 12, 31, 23, 59, 58, 999_999_000),
                OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 6000, ZoneOffset.ofHours(-3)), Duration.ofDays(-3).plusMillis(5),
                Duration.ofSeconds(86_401), ZoneOffset.ofHours(2));
    }

    @ParameterizedTest
    @MethodSource("sameOnBothSides")
    void typesOfTheTable(Object value) {
        assertEquals(value, copy(value));
        assertEquals(List.of(value, value), copy(List.of(value, value)));
    }

    @Test
    void typesThatChange() {
        assertEquals(Map.of("x", 1, "name", "n"), copy(new Point(1, "n")));
        assertEquals("x", copy(Optional.of("x")));
        assertEquals(OffsetDateTime.parse("2026-01-01T00:00:00.000001Z"), copy(Instant.parse("2026-01-01T00:00:00.000001999Z")));
        assertEquals("SECONDS", copy(java.util.concurrent.TimeUnit.SECONDS));
        assertEquals(List.of(1, 2), copy(new java.util.ArrayDeque<>(List.of(1, 2))));
        assertEquals(Map.of(List.of(1, 2), "v"), copy(Map.of(new Object[] {1, 2}, "v")));
    }

    @Test
    void anOrderIsKept() {
        Map<String, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            map.put("k" + i * 7919 % 101, i);
        }
        assertEquals(new ArrayList<>(map.keySet()), new ArrayList<>(((Map<?, ?>) copy(map)).keySet()));
    }

    @Test
    void whatIsOneObjectStaysOne() {
        List<Object> inner = new ArrayList<>(List.of(1));
        List<?> copy = (List<?>) copy(List.of(inner, inner, new ArrayList<>(List.of(1))));
        assertSame(copy.get(0), copy.get(1));
        assertNotSame(copy.get(0), copy.get(2), "equal is not the same");
        List<Object> self = new ArrayList<>();
        self.add(self);
        List<?> rebuilt = (List<?>) copy(self);
        assertSame(rebuilt, rebuilt.get(0));
    }

    @Test
    void whatIsNotInTheTableIsRefused() {
        for (Object value : new Object[] {new Bean(), new Object(), Thread.currentThread(), new java.util.Date(), new int[1].getClass(),
            new RuntimeException("x")}) {
            assertThrows(IllegalArgumentException.class, () -> Pickles.dumps(List.of(value)), value.getClass().getName());
        }
    }

    private static Object load(String pickle) {
        return Pickles.loads(new Parcel(pickle.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** What Python writes for objects, by hand. */
    @Test
    void objectsAreTheirAttributes() {
        assertEquals(Map.of("x", 1), load("\u0080\u0002cm\nC\n)\u0081}U\u0001xK\u0001sb."));
        PythonException error = (PythonException) load("\u0080\u0002cbuiltins\nValueError\nU\u0001x\u0085R.");
        assertEquals("ValueError: x", error.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "cos\nsystem\nU\u0002ls\u0085R.",                       // a function
        "cjava.lang\nRuntime\n)R.",                             // a class of Java
        "cbuiltins\neval\nU\u00011\u0085R.",
        "cbuiltins\ncomplex\nK\u0001K\u0002\u0086R.",           // known to the library, not to the table
        "coperator\nattrgetter\nU\u0001x\u0085R.",
        "cm\nC\n.", "]cm\nC\na.",                               // a class
        "cm\nC\nK\u0001\u0085\u0081.",                          // an object with arguments
        "(im\nC\n.", "(cm\nC\no.", "Px\n.",                     // old kinds
        "}(]K\u0001u.", "\u008f(}\u0090.",                      // not hashable
        "cmultiprocessing.queues\n_rebuild_queue\nK\u0000\u0085R.",   // nothing beside the bytes
        "cmultiprocessing.queues\n_rebuild_queue\nJ\u00ff\u00ff\u00ff\u00ff\u0085R.",
        "B\u00ff\u00ff\u00ff\u007f.", "\u008e\u00ff\u00ff\u00ff\u007f\u0000\u0000\u0000\u0000.", "X\u00ff\u00ff\u00ff\u00ff.",
        "R.", "0", "b.", "u.", "a.", "t.", "\u0081.", "K\u0001K\u0001R.", "K\u0001}b."})
    void whatMeansHarmIsRefused(String pickle) {
        assertThrows(IllegalArgumentException.class, () -> load("\u0080\u0004" + pickle));
    }

    @Test
    void onlySharedObjectsAreTakenFromBesideTheBytes() {
        byte[] pickle = "cmultiprocessing.queues\n_rebuild_queue\nK\u0000\u0085R.".getBytes(StandardCharsets.ISO_8859_1);
        ProcessQueue<Object> queue = new ProcessQueue<>();
        assertSame(queue, Pickles.loads(new Parcel(pickle, new Object[] {queue})));
        assertThrows(IllegalArgumentException.class, () -> Pickles.loads(new Parcel(pickle, new Object[] {"a Java object"})));
    }

    /** A tuple of a tuple of a tuple ..., each twice: small, but its hash code would take for ever. */
    @Test
    void keysThatExplodeAreRefused() {
        StringBuilder pickle = new StringBuilder("\u0080\u0004}K\u0001");
        for (int i = 0; i < 60; i++) {
            pickle.append("2\u0086");
        }
        String text = pickle + "K\u0001s.";
        assertTrue(assertThrows(IllegalArgumentException.class, () -> load(text)).getMessage().contains("parts"));
    }

    @Test
    void setsAreSets() {
        assertEquals(Set.of(1, "a"), load("\u0080\u0004\u008f(K\u0001U\u0001a\u0090."));
        assertEquals(Set.of(1), load("\u0080\u0004(K\u0001\u0091."));
    }
}
