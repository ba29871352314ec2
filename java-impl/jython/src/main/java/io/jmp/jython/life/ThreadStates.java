package io.jmp.jython.life;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.python.core.Py;
import org.python.core.PySystemState;
import org.python.core.ThreadState;

/** Which threads run Python code, and for which interpreter. Jython knows, but tells nobody. */
final class ThreadStates {

    private static final Map<?, ?> STATES = states();

    private ThreadStates() {}

    private static Map<?, ?> states() {
        try {
            Field field = Class.forName("org.python.core.ThreadStateMapping", true, Py.class.getClassLoader())
                    .getDeclaredField("globalThreadStates");
            field.setAccessible(true);
            return (Map<?, ?>) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Map.of(); // another version of Jython: only the main threads of processes can be stopped
        }
    }

    /** The threads of an interpreter that are alive. */
    static Map<Thread, ThreadState> of(PySystemState interpreter) {
        Map<Thread, ThreadState> found = new HashMap<>();
        STATES.forEach((key, value) -> {
            if (key instanceof Thread thread && value instanceof ThreadState state && thread.isAlive()
                    && state.getSystemState() == interpreter) {
                found.put(thread, state);
            }
        });
        return found;
    }
}
