package io.jmp.graalpy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Source;

/**
 * The main module of a program: a script, a module by name, or source text. Children run the same one, as
 * {@code __mp_main__}. Its source is parsed once for each copy of the code ({@link CodeCopies}). Thread-safe.
 */
public final class MainModule {

    private final String text;
    private final String name;
    private final List<Source> sources = new ArrayList<>();
    private final String file;
    private final String moduleName;

    private MainModule(String text, String name, String file, String moduleName) {
        this.text = text;
        this.name = name;
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
        return new MainModule(Files.readString(file), name, name, null);
    }

    /** Source text, as of {@code python -c}. */
    public static MainModule code(String text) {
        return new MainModule(text, "<string>", null, null);
    }

    /** Source text from standard input. */
    public static MainModule stdin(String text) {
        return new MainModule(text, "<stdin>", null, null);
    }

    /** A module or package that is found on {@code sys.path}, as of {@code python -m}. */
    public static MainModule module(String name) {
        return new MainModule(null, null, null, name);
    }

    /** The same program as seen in an embedder's source. */
    static MainModule of(Source source) {
        return new MainModule(source.getCharacters().toString(), source.getName(), null, null);
    }

    boolean hasSource() {
        return text != null;
    }

    /**
     * The source; null for a module by name.
     *
     * @param copy the copy of its code, see {@link CodeCopies}
     */
    synchronized Source source(int copy) {
        if (text == null) {
            return null;
        }
        while (sources.size() <= copy) {
            // Sources with the same content are one to GraalPy.
            String different = text + "\n".repeat(sources.size());
            sources.add(Source.newBuilder("python", different, name).cached(true).buildLiteral());
        }
        return sources.get(copy);
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
