package io.jmp.jython;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.python.antlr.base.mod;
import org.python.compiler.Module;
import org.python.core.CodeFlag;
import org.python.core.CompileMode;
import org.python.core.CompilerFlags;
import org.python.core.ParserFacade;
import org.python.core.PySystemState;
import org.python.core.imp;

/**
 * Compiles the Python packages when jmp is built, so that no interpreter has to. Imports and divisions in it are those of Python 3.
 */
final class ShimCompiler {

    private ShimCompiler() {}

    /**
     * Entry point of the build.
     *
     * @param args the directory of classes, with the sources in it; and which package of them, if not all
     */
    public static void main(String[] args) throws Exception {
        PySystemState.initialize();
        Path root = Path.of(args[0]);
        List<Path> modules;
        try (Stream<Path> files = Files.walk(args.length > 1 ? root.resolve(args[1]) : root)) {
            modules = files.filter(file -> file.toString().endsWith(".py")).toList();
        }
        for (Path module : modules) {
            String path = root.relativize(module).toString();
            CompilerFlags flags = new CompilerFlags();
            flags.setFlag(CodeFlag.CO_FUTURE_ABSOLUTE_IMPORT);
            flags.setFlag(CodeFlag.CO_FUTURE_DIVISION);
            mod tree = ParserFacade.parse(new ByteArrayInputStream(Files.readAllBytes(module)), CompileMode.exec, path, flags);
            String name = path.substring(0, path.length() - ".py".length()).replace('/', '.').replace(".__init__", "");
            try (OutputStream out = Files.newOutputStream(root.resolve(imp.makeCompiledFilename(path)))) {
                Module.compile(tree, out, name + "$py", "<jmp>/" + path, true, false, flags, imp.NO_MTIME);
            }
        }
    }
}
