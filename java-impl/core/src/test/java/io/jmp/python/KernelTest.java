package io.jmp.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.pipe.Connection;
import io.jmp.pipe.PipeCalls;
import io.jmp.process.Children;
import io.jmp.process.ProcessCalls;
import io.jmp.process.ProcessTable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel as an interpreter sees it, and the rules of its calls. */
@Timeout(60)
class KernelTest {

    private static final Set<Class<?>> PLAIN = Set.of(void.class, boolean.class, int.class, long.class, double.class,
            String.class, byte[].class, ByteBuffer.class, Object[].class, Object.class);

    private final Children children = new Children();
    private final Kernel kernel = new Kernel(new ProcessTable(null), Permissions.ALL);

    @AfterEach
    void dismiss() {
        children.close();
    }

    @Test
    void hasTheFeatures() {
        assertEquals(List.of("parcels", "queues", "sync", "memory", "segments", "managers", "pipes", "sockets", "pools",
                "processes", "testing"), List.copyOf(kernel.features().keySet()));
    }

    @Test
    void hasTheFeaturesOfOtherModules() {
        KernelFeature feature = KernelFeature.all().get(0);
        TestFeature.Calls calls = (TestFeature.Calls) kernel.features().get(feature.name());
        assertTrue(calls.mayOpenSockets());
        assertTrue(feature.resource("/META-INF/services/io.jmp.python.KernelFeature").length > 0);
        assertNull(feature.resource(KernelFeature.SOURCES + "testing/__init__.py"));
    }

    @Test
    void callsKeepTheRules() {
        for (Object calls : kernel.features().values()) {
            Set<String> names = new HashSet<>();
            for (Method method : calls.getClass().getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    assertTrue(names.add(method.getName()), () -> "overloaded: " + method);
                    boolean interruptible = Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
                    assertEquals(method.isAnnotationPresent(Blocking.class), interruptible, method::toString);
                    assertTrue(travels(method.getReturnType()), method::toString);
                    assertTrue(Arrays.stream(method.getParameterTypes()).allMatch(KernelTest::travels), method::toString);
                }
            }
            assertFalse(names.isEmpty());
        }
    }

    private static boolean travels(Class<?> type) {
        return PLAIN.contains(type) || type.getName().startsWith("io.jmp.");
    }

    @Test
    void aSpareBecomesAProcess() throws Exception {
        assertNull(kernel.self());
        var process = children.blocked();
        kernel.become(process);
        assertSame(process, kernel.self());
        assertSame(process, ((ProcessCalls) kernel.features().get("processes")).current());
        Connection connection = (Connection) ((PipeCalls) kernel.features().get("pipes")).open(true)[0];
        assertFalse(connection.isClosed());
        process.kill();
        assertEquals(-9, Children.join(process));
        assertTrue(connection.isClosed());
    }

    @Test
    void errorsTellTheirType() {
        PythonError error = new PythonError("queue.Empty", "nothing");
        assertEquals("queue.Empty", error.type());
        assertEquals("queue.Empty: nothing", error.toString());
        assertEquals(0, error.getStackTrace().length);
    }
}
