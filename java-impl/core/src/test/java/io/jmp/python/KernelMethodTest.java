package io.jmp.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.wait.Parking;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What hosts make callable for Python. */
class KernelMethodTest {

    /** An object of calls. */
    public static final class TestCalls {
        public String join(String text, int number) {
            return text + number;
        }

        public void nothing() {
            // Python gets None.
        }

        @Blocking
        public Object waits() throws InterruptedException {
            Object[] ran = {null};
            Parking.block(() -> ran[0] = "ran");
            return ran[0];
        }

        public Object waitsUnannounced() throws InterruptedException {
            return waits();
        }

        public void fails(boolean checked) throws IOException {
            if (checked) {
                throw new IOException("checked");
            }
            throw new PythonError("ValueError", "wrong");
        }

        void notForPython() {
            throw new AssertionError();
        }
    }

    private final TestCalls calls = new TestCalls();
    private final Parking.Strategy none = operation -> {
        throw new AssertionError("nothing waits");
    };

    @Test
    void publicMethodsHaveNames() {
        assertEquals(Set.of("join", "nothing", "waits", "waitsUnannounced", "fails"), KernelMethod.all(calls).keySet());
    }

    @Test
    void argumentsAndResults() throws Throwable {
        KernelMethod join = KernelMethod.of(calls, "join");
        assertEquals("join", join.name());
        assertEquals(2, join.arity());
        assertSame(int.class, join.type(1));
        assertEquals("a1", join.call(new Object[] {"a", 1}, none));
        assertNull(KernelMethod.of(calls, "nothing").call(new Object[0], none));
    }

    @Test
    void errorsComeOutAsTheyAre() {
        KernelMethod fails = KernelMethod.of(calls, "fails");
        assertEquals("ValueError", assertThrows(PythonError.class, () -> fails.call(new Object[] {false}, none)).type());
        assertThrows(IOException.class, () -> fails.call(new Object[] {true}, none));
    }

    /** Only methods that say so; and the thread waits as before afterwards, also when the method fails. */
    @Test
    void theHostDecidesHowItWaits() throws Throwable {
        boolean[] asked = {false};
        Parking.Strategy strategy = operation -> {
            asked[0] = true;
            operation.run();
        };
        assertEquals("ran", KernelMethod.of(calls, "waits").call(new Object[0], strategy));
        assertEquals(true, asked[0]);
        assertThrows(AssertionError.class, () -> KernelMethod.of(calls, "waits").call(new Object[0], none));
        assertEquals("ran", KernelMethod.of(calls, "waitsUnannounced").call(new Object[0], none));
    }
}
