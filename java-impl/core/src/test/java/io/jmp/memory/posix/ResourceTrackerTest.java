package io.jmp.memory.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.process.ProcessTable;
import io.jmp.python.PythonError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What happens to resources that a program leaves behind. */
@Timeout(60)
class ResourceTrackerTest {

    private static final String LEAKED = "resource_tracker.py: UserWarning: resource_tracker: There appear to be %d leaked %s"
            + " objects to clean up at shutdown%n";

    private final ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    private final List<String> removed = new ArrayList<>();
    private final ResourceTracker tracker = tracker();

    private ResourceTracker tracker() {
        Map<String, Consumer<String>> removers = new LinkedHashMap<>();
        removers.put("cup", removed::add);
        removers.put("plate", name -> {
            throw PythonError.ofSystem(2, "No such file or directory", name);
        });
        PrintStream stream = new PrintStream(warnings, true, StandardCharsets.UTF_8);
        return new ResourceTracker(removers, () -> stream);
    }

    private String warnings() {
        return warnings.toString(StandardCharsets.UTF_8);
    }

    @Test
    void removesWhatIsLeft() {
        assertTrue(tracker.register("a", "cup"));
        assertTrue(tracker.register("b", "cup"));
        assertTrue(tracker.register("b", "cup"));
        assertTrue(tracker.register("c", "cup"));
        assertTrue(tracker.unregister("a", "cup"));
        tracker.cleanUp();
        assertEquals(List.of("b", "c"), removed);
        assertEquals(LEAKED.formatted(2, "cup"), warnings());
        tracker.cleanUp();
        assertEquals(2, removed.size());
    }

    @Test
    void isSilentWhereNothingIsLeft() {
        tracker.cleanUp();
        tracker.register("a", "cup");
        tracker.unregister("a", "cup");
        tracker.cleanUp();
        assertEquals("", warnings());
    }

    @Test
    void reportsWhatCannotBeRemoved() {
        tracker.register("/p", "plate");
        tracker.cleanUp();
        assertEquals(LEAKED.formatted(1, "plate")
                + "resource_tracker.py: UserWarning: resource_tracker: '/p': [Errno 2] No such file or directory: '/p'%n".formatted(),
                warnings());
    }

    @Test
    void knowsItsTypesOnly() {
        assertFalse(tracker.register("a", "fork"));
        assertFalse(tracker.unregister("a", "fork"));
        assertFalse(tracker.unregister("a", "cup"));
        for (String type : List.of("noop", "semaphore", "shared_memory")) {
            ResourceTracker real = new ResourceTracker();
            assertTrue(real.register("/none", type));
            assertTrue(real.unregister("/none", type));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theEndOfTheProgramRemovesSegments() {
        String name = "/jmp-test-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        PrintStream standard = System.err;
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try (ProcessTable table = new ProcessTable(null)) {
            SegmentCalls calls = new SegmentCalls(table.resources(), true);
            Segment segment = calls.open(name, 66, 10);
            assertEquals(10, calls.size(segment));
            assertTrue(calls.register(name, "shared_memory"));
            calls.close(segment);
            table.mainEnds(0);
            assertEquals(2, assertThrows(PythonError.class, () -> calls.open(name, 2, 0)).errno());
            assertEquals(LEAKED.formatted(1, "shared_memory"), warnings());
        } finally {
            System.setErr(standard);
        }
    }
}
