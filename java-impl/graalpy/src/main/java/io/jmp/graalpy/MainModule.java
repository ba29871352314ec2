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
    /** What an embedder's program has evaluated before; null for no such thing. */
    private MainModule earlier;
    private boolean isEmbedded;

    private MainModule(String text, String name, String file, String moduleName) {
        this.text = text;
        this.name = name;
        this.file = file;
        this.moduleName = moduleName;
    }

    /**
     * {@return a script file}
     *
     * @param file the file
     * @throws IOException if it cannot be read
     */
    public static MainModule script(Path file) throws IOException {
        String name = file.toAbsolutePath().normalize().toString();
        return new MainModule(Files.readString(file), name, name, null);
    }

    /**
     * Source text, as of {@code python -c}.
     *
     * @param text Python code
     * @return the module
     */
    public static MainModule code(String text) {
        return new MainModule(text, "<string>", null, null);
    }

    /**
     * Source text from standard input.
     *
     * @param text Python code
     * @return the module
     */
    public static MainModule stdin(String text) {
        return new MainModule(text, "<stdin>", null, null);
    }

    /**
     * {@return a module or package that is found on {@code sys.path}, as of {@code python -m}}
     *
     * @param name the name
     */
    public static MainModule module(String name) {
        return new MainModule(null, null, null, name);
    }

    /**
     * The same program as seen in a source that an embedder has evaluated.
     *
     * @param known what is known of it already: the source comes after that; null for nothing
     */
    static MainModule withSource(MainModule known, Source source) {
        MainModule program = new MainModule(source.getCharacters().toString(), source.getName(), null, null);
        if (known != null && known.parts().stream().anyMatch(program::isSameText)) {
            return known;
        }
        program.earlier = known;
        program.isEmbedded = true;
        return program;
    }

    /** Whether an embedder evaluates it. */
    boolean isEmbedded() {
        return isEmbedded;
    }

    private boolean isSameText(MainModule other) {
        return text.equals(other.text) && name.equals(other.name);
    }

    /** The sources to evaluate one after the other, each as a main module of its own; only an embedder's program has several. */
    List<MainModule> parts() {
        List<MainModule> parts = new ArrayList<>();
        for (MainModule part = this; part != null; part = part.earlier) {
            parts.add(0, part);
        }
        return parts;
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
