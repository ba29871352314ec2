package io.jmp.parcel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.memory.SharedBlock;
import io.jmp.pipe.Pipe;
import io.jmp.python.PythonError;
import io.jmp.queue.ProcessQueue;
import io.jmp.sync.ProcessEvent;
import io.jmp.sync.ProcessLock;
import io.jmp.sync.ProcessSemaphore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class PicklesTest {

    private static Object copy(Object value) {
        Parcel parcel = Pickles.dumps(value);
        return Pickles.loads(new Parcel(parcel.data(), parcel.refs()));
    }

    static Stream<Object> plainValues() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("name", List.of(1, 2));
        map.put(2, null);
        map.put(null, true);
        return Stream.of(true, false, 0, -1, 255, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE,
                Long.MIN_VALUE, BigInteger.TWO.pow(200), BigInteger.TWO.pow(200).negate(), 0.0, -0.0, 0.1,
                Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, "", "hello",
                "\u00e9\u4e2d\ud83d\ude00\u0000\n'\"\\", "x".repeat(100_000), List.of(), List.of(1, "a", List.of(2.5)),
                Arrays.asList(1, null), map, Map.of(), Set.of(), Set.of(1, "a"));
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void plainValuesComeBackAsTheyWere(Object value) {
        assertEquals(value, copy(value));
    }

    @Test
    void nullComesBack() {
        assertNull(copy(null));
    }

    @Test
    void otherTypesComeBackAsPythonKnowsThem() {
        assertEquals(7, copy((byte) 7));
        assertEquals(7, copy((short) 7));
        assertEquals(7, ((Number) copy(7L)).intValue());
        assertEquals(0.5, copy(0.5f));
        assertEquals("c", copy('c'));
        assertArrayEquals(new Object[] {1, "a", null}, (Object[]) copy(new Object[] {1, "a", null}));
    }

    @Test
    void bytesComeBack() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertArrayEquals(all, (byte[]) copy(all));
        assertArrayEquals(new byte[0], (byte[]) copy(new byte[0]));
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) -1);
        assertArrayEquals(large, (byte[]) copy(large));
        assertArrayEquals(all, (byte[]) ((List<?>) copy(List.of(all))).get(0));
    }

    @Test
    void aLargeListComesBack() {
        List<Integer> list = IntStream.range(0, 100_000).boxed().toList();
        assertEquals(list, copy(list));
    }
    @Test
    void whatCannotBePickledIsAnError() {
        Object plain = new Object();
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> Pickles.dumps(plain));
        assertTrue(error.getMessage().startsWith("no equivalent in Python for java.lang.Object"), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Pickles.dumps(List.of(1, Thread.currentThread())));
        assertEquals(1, copy(1), "an error leaves nothing behind");
    }

    @Test
    void whatIsNoPickleIsAnError() {
        for (String text : new String[] {"", "nonsense", "\u0080", "."}) {
            Parcel parcel = new Parcel(text.getBytes(StandardCharsets.ISO_8859_1));
            assertThrows(IllegalArgumentException.class, () -> Pickles.loads(parcel));
        }
        byte[] cut = Arrays.copyOf(Pickles.dumps(List.of("abc", "def")).data(), 8);
        assertThrows(IllegalArgumentException.class, () -> Pickles.loads(new Parcel(cut)));
    }

    static Stream<Shared> sharedObjects() {
        return Stream.of(new ProcessQueue<>(), new ProcessLock(false), new ProcessLock(true), new ProcessSemaphore(3),
                new ProcessEvent(), new SharedBlock(8));
    }

    @ParameterizedTest
    @MethodSource("sharedObjects")
    void sharedObjectsTravelByReference(Shared shared) {
        Parcel parcel = Pickles.dumps(shared);
        assertEquals(1, parcel.refs().length);
        assertSame(shared, parcel.refs()[0]);
        assertSame(shared, Pickles.loads(parcel));
        Map<?, ?> inside = (Map<?, ?>) copy(Map.of("deep", List.of(shared, 1)));
        assertSame(shared, ((List<?>) inside.get("deep")).get(0));
        List<?> twice = (List<?>) copy(List.of(shared, shared));
        assertSame(shared, twice.get(0));
        assertSame(shared, twice.get(1));
    }

    @Test
    void severalSharedObjectsKeepTheirPlaces() {
        List<Shared> all = sharedObjects().toList();
        List<?> copies = (List<?>) copy(all);
        for (int i = 0; i < all.size(); i++) {
            assertSame(all.get(i), copies.get(i));
        }
    }
    @Test
    void aClosedConnectionCannotDepart() {
        Pipe pipe = Pipe.open(true, null);
        pipe.second().close();
        PythonError error = assertThrows(PythonError.class, () -> Pickles.dumps(pipe.second()));
        assertEquals("OSError", error.type());
        assertEquals("handle is closed", error.getMessage());
    }

    @Test
    void aParcelLetsGoWhatItHolds() throws Exception {
        Pipe pipe = Pipe.open(true, null);
        Parcel parcel = Pickles.dumps(pipe.second());
        pipe.second().close();
        assertFalse(pipe.first().poll());
        parcel.discard();
        assertTrue(pipe.first().poll());
        parcel.discard();
    }

    @Test
    void aParcelHasItsParts() {
        assertEquals(0, new Parcel(new byte[3]).refs().length);
        assertEquals(0, new Parcel(new byte[3], null).refs().length);
        assertEquals(3, new Parcel(new byte[3]).size());
        assertThrows(NullPointerException.class, () -> new Parcel(null));
        Object ref = new Object();
        assertSame(ref, new ParcelCalls().ref(new Parcel(new byte[0], new Object[] {1, ref}), 1));
    }
}
