package io.jmp.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jmp.Multiprocessing;
import io.jmp.csp.Channel;
import io.jmp.csp.trace.Trace;
import io.jmp.graalpy.GraalPy;
import io.jmp.jython.Jython;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new public type is a decision: it has to be in the list, {@code public-types.txt}. */
class PublicTypesTest {

    /** The packages whose pages say that they are internal. */
    private static final Set<String> INTERNAL = Set.of("io.jmp.channel", "io.jmp.memory.posix", "io.jmp.net", "io.jmp.python",
            "io.jmp.recorder", "io.jmp.wait", "io.jmp.graalpy.interop", "io.jmp.jython.interop", "io.jmp.jython.life");

    @Test
    void areThoseOfTheList() throws Exception {
        Set<String> listed = new TreeSet<>();
        try (var lines = getClass().getResourceAsStream("/public-types.txt")) {
            new String(lines.readAllBytes()).lines().map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty()).forEach(listed::add);
        }
        Set<String> found = new TreeSet<>();
        for (Class<?> one : List.of(Multiprocessing.class, GraalPy.class, Jython.class, Channel.class, Trace.class)) {
            found.addAll(publicTypes(one));
        }
        assertEquals(String.join("\n", listed), String.join("\n", found));
    }

    private static Set<String> publicTypes(Class<?> one) throws IOException, URISyntaxException, ClassNotFoundException {
        URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return publicTypes(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place), Map.of())) {
            return publicTypes(jar.getPath("/"));
        }
    }

    private static Set<String> publicTypes(Path root) throws IOException, ClassNotFoundException {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replaceFirst("\\.class$", "").replace(root.getFileSystem().getSeparator(), ".");
                if (!name.startsWith("io.jmp.") || name.contains("$") || name.endsWith("package-info")) {
                    continue;
                }
                Class<?> type = Class.forName(name, false, PublicTypesTest.class.getClassLoader());
                if (!INTERNAL.contains(type.getPackageName()) && !type.getSimpleName().endsWith("Calls")) {
                    add(type, types);
                }
            }
        }
        return types;
    }

    /** Adds a type and those in it, as far as they are public. */
    private static void add(Class<?> type, Set<String> types) {
        if (Modifier.isPublic(type.getModifiers())) {
            types.add(type.getCanonicalName());
            for (Class<?> nested : type.getDeclaredClasses()) {
                add(nested, types);
            }
        }
    }
}
