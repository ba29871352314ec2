package io.jmp.jython.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;

/** The pickles are those of CPython 3.11. */
class PickleDialectsTest {

    /** {@code ['text', b'\xff', ('text', 'e-acute'), 2 ** 70, 1.5]} by protocol 4. */
    private static final String VALUES = latin1("8004952d000000000000005d94288c0474657874944301ff9468018c02c3a99486948a0900000000"
            + "0000000040473ff8000000000000652e");

    /** {@code datetime.timedelta(1)} by protocol 4. */
    private static final String OBJECT = latin1("80049524000000000000008c086461746574696d65948c0974696d6564656c74619493944b014b004b00879452942e");

    /** {@code {1, 2}} by protocol 4: there are no sets in protocol 2. */
    private static final String SET = latin1("80049509000000000000008f94284b014b02902e");

    private static String latin1(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static Object loads(String pickle) throws Exception {
        return new Unpickler().loads(pickle.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatPython3SendsIsWrittenByProtocol2() throws Exception {
        String translated = PickleDialects.forPython2(VALUES);
        assertTrue(translated.startsWith("\u0080\u0002"));
        List<?> values = (List<?>) loads(translated);
        assertEquals("text", values.get(0));
        assertEquals("\u00ff", values.get(1), "bytes are a str of Python 2, which this reader takes for text");
        assertEquals(List.of("text", "\u00e9"), Arrays.asList((Object[]) values.get(2)));
        assertEquals(1.5, values.get(4));
        assertTrue(PickleDialects.forPython2(OBJECT).contains("cdatetime\ntimedelta\n"));
        assertNull(PickleDialects.forPython2(SET));
    }

    @Test
    void aPickleThatIsCutOffIsNoPickle() {
        for (String pickle : List.of(VALUES, OBJECT, SET)) {
            for (int length = 0; length < pickle.length(); length++) {
                assertNull(PickleDialects.forPython2(pickle.substring(0, length)));
                assertNotNull(PickleDialects.portable(pickle.substring(0, length)));
            }
        }
    }

    @Test
    void bytesThatAreNotAsciiAreWrittenAsPython3WritesThem() {
        assertEquals("\u0080\u0002U\u0005asciiq\u0000.", PickleDialects.portable("\u0080\u0002U\u0005asciiq\u0000."));
        assertEquals("\u0080\u0002c_codecs\nencode\nX\u0002\u0000\u0000\u0000\u00c3\u00bfX\u0006\u0000\u0000\u0000latin1\u0086Rq\u0000.",
                PickleDialects.portable("\u0080\u0002U\u0001\u00ffq\u0000."));
    }
}
