package io.jmp.graalpy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Source;

/**
 * The main module of a program: a script, a module by name, or source text. Children run the same one, as
 * {@code __mp_main__}. Its source is parsed once for all interpreters of a runtime.
 */
public final class MainModule {

    private final Source source;
    private final String file;
    private final String moduleName;

    private MainModule(Source source, String file, String moduleName) {
        this.source = source;
        this.file = file;
        this.moduleName = moduleName;
    }

    /**
     * A script file.
     *
     * @throws IOException if it cannot be read
     */
    public static MainModule script(Path file) throws IOException {
        String name = file.toAbsolutePath().normalize().toString();
        return new MainModule(source(Files.readString(file), name), name, null);
    }

    /** Source text, as of {@code python -c}. */
    public static MainModule code(String text) {
        return new MainModule(source(text, "<string>"), null, null);
    }

    /** Source text from standard input. */
    public static MainModule stdin(String text) {
        return new MainModule(source(text, "<stdin>"), null, null);
    }

    /** A module or package that is found on {@code sys.path}, as of {@code python -m}. */
    public static MainModule module(String name) {
        return new MainModule(null, null, name);
    }

    /** The same program as seen in an embedder's source. */
    static MainModule of(Source source) {
        return new MainModule(source(source.getCharacters().toString(), source.getName()), null, null);
    }

    private static Source source(String text, String name) {
        return Source.newBuilder("python", text, name).cached(true).buildLiteral();
    }

    /** The source, or null for a module by name. */
    Source source() {
        return source;
    }

    /** The script's absolute path, or null if it has none. */
    String file() {
        return file;
    }

    /** The module's name, or null if it has source. */
    String moduleName() {
        return moduleName;
    }
}
