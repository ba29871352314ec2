package io.jmp.jython;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.python.core.CodeFlag;
import org.python.core.CompileMode;
import org.python.core.CompilerFlags;
import org.python.core.Py;
import org.python.core.PyCode;
import org.python.core.PyException;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PySystemState;

/**
 * The main module of a program: a script, a module by name, or source text. Children run the same one, as {@code __mp_main__}; it is
 * compiled once for all. Thread-safe.
 */
public final class MainModule {

    private final byte[] source;
    private final String name;
    private final String file;
    private final String moduleName;
    private final boolean printsByCalls;
    private PyCode code;

    private MainModule(byte[] source, String name, String file, String moduleName, boolean printsByCalls) {
        this.printsByCalls = printsByCalls;
        this.source = source;
        this.name = name;
        this.file = file;
        this.moduleName = moduleName;
    }

    /**
     * A script file.
     *
     * @param file the file
     * @return the module
     * @throws IOException if it cannot be read
     */
    public static MainModule script(Path file) throws IOException {
        return new MainModule(Files.readAllBytes(file), file.toString(), file.toString(), null, true);
    }

    /**
     * Source text, as of {@code jython -c}.
     *
     * @param text Python code
     * @return the module
     */
    public static MainModule code(String text) {
        return new MainModule(text.getBytes(StandardCharsets.UTF_8), "<string>", null, null, true);
    }

    /**
     * Source text from standard input.
     *
     * @param text Python code, in the encoding that it declares
     * @return the module
     */
    public static MainModule stdin(byte[] text) {
        return new MainModule(text, "<stdin>", null, null, true);
    }

    /**
     * A module or package that is found on {@code sys.path}, as of {@code jython -m}.
     *
     * @param name the name
     * @return the module
     */
    public static MainModule module(String name) {
        return new MainModule(null, null, null, name, true);
    }

    /** The main module of a program that runs already, under Jython's own command; null if it has no file. */
    static MainModule running(PySystemState sys) {
        PyObject main = sys.modules.__finditem__("__main__");
        PyObject file = main == null ? null : main.__findattr__("__file__");
        if (!(file instanceof PyString)) {
            return null;
        }
        String name = Py.fileSystemDecode(file);
        Path source = Path.of(sys.getCurrentWorkingDir()).resolve(name.replace("$py.class", ".py"));
        try {
            return new MainModule(Files.readAllBytes(source), name, name, null, false);
        } catch (IOException e) {
            return null; // standard input, or a module inside of an archive
        }
    }

    boolean hasSource() {
        return source != null;
    }

    /**
     * The compiled source; interpreters share it.
     *
     * @throws org.python.core.PyException a SyntaxError
     */
    synchronized PyCode code() {
        if (code == null) {
            code = compile();
        }
        return code;
    }

    /**
     * A script of Python 3 prints by calls: those print what they print there. One with a print statement of Python 2 is no program of
     * Python 3, and means what it means in Python 2; so does one that Jython's own command runs.
     */
    private PyCode compile() {
        if (printsByCalls) {
            CompilerFlags flags = new CompilerFlags();
            flags.setFlag(CodeFlag.CO_FUTURE_PRINT_FUNCTION);
            try {
                return Py.compile_flags(new ByteArrayInputStream(source), name, CompileMode.exec, flags);
            } catch (PyException e) {
                if (!e.match(Py.SyntaxError)) {
                    throw e;
                }
            }
        }
        return Py.compile(new ByteArrayInputStream(source), name, CompileMode.exec);
    }

    /** The script's path, or null if it has none. */
    String file() {
        return file;
    }

    /** The module's name, or null if it has source. */
    String moduleName() {
        return moduleName;
    }
}
