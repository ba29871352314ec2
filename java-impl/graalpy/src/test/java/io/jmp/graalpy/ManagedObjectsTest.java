package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Multiprocessing;
import io.jmp.PythonException;
import io.jmp.Target;
import io.jmp.manager.ProcessManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager's objects as Java's, together with Python. */
@Timeout(120)
class ManagedObjectsTest {

    @Test
    void dictsAreMapsAndListsAreLists() throws Exception {
        try (Multiprocessing mp = Multiprocessing.create(); ProcessManager manager = mp.newManager()) {
            Map<String, Object> map = manager.newMap();
            assertNull(map.put("a", 1));
            assertEquals(1, map.put("a", List.of(2)));
            assertEquals(List.of(2), map.get("a"));
            map.putAll(Map.of("b", 3));
            assertEquals(Map.of("a", List.of(2), "b", 3), map);
            assertTrue(map.containsKey("b"));
            assertNull(map.putIfAbsent("c", 4));
            assertEquals(4, map.putIfAbsent("c", 5));
            assertEquals(4, map.remove("c"));
            assertNull(map.get("c"));
            List<Object> list = manager.newList();
            list.add("x");
            list.add(0, "w");
            assertEquals(List.of("w", "x"), list);
            assertEquals("x", list.set(1, "y"));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(2));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
            assertEquals(0, mp.start(Target.source("""
                    def f(d, l):
                        d['from python'] = (1, 2)
                        l.append(sorted(d.keys()))
                    """, "f"), map, list).waitFor());
            assertEquals(3, map.size());
            assertEquals(List.of("a", "b", "from python"), list.remove(2));
            map.keySet().remove("a");
            assertFalse(map.containsKey("a"));
            list.clear();
            assertTrue(list.isEmpty());
            manager.close();
            assertThrows(PythonException.class, () -> map.get("b"));
        }
    }
}
