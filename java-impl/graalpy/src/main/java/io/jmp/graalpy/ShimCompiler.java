package io.jmp.graalpy;

import io.jmp.python.KernelFeature;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/**
 * Compiles a Python package when jmp is built, so that no interpreter has to.
 *
 * <p>It is done ahead because GraalPy cannot marshal code while another context of the same engine compiles.
 */
final class ShimCompiler {

    private ShimCompiler() {}

    /**
     * Entry point of the build.
     *
     * @param args the name of the package, and the directory of classes to write to
     */
    public static void main(String[] args) throws IOException, URISyntaxException {
        URI package_ = ShimCompiler.class.getResource(KernelFeature.SOURCES + args[0] + "/__init__.py").toURI();
        if (package_.getScheme().equals("jar")) {
            try (FileSystem jar = FileSystems.newFileSystem(package_, Map.of())) {
                compile(args[0], Path.of(package_).getParent(), Path.of(args[1]));
            }
        } else {
            compile(args[0], Path.of(package_).getParent(), Path.of(args[1]));
        }
    }

    private static void compile(String name, Path sources, Path classes) throws IOException {
        List<Path> modules;
        try (Stream<Path> files = Files.walk(sources)) {
            modules = files.filter(file -> file.toString().endsWith(".py")).toList();
        }
        try (Context context = Context.newBuilder("python").build()) {
            Value compile = context.eval("python", """
                    import marshal
                    lambda text, name: marshal.dumps(compile(text, name, 'exec', dont_inherit=True))""");
            for (Path module : modules) {
                String path = name + "/" + sources.relativize(module);
                Value marshalled = compile.execute(Files.readString(module), "<jmp>/" + path);
                byte[] code = new byte[(int) marshalled.getBufferSize()];
                marshalled.readBuffer(0, code, 0, code.length);
                Path file = classes.resolve(ShimModules.CODES.substring(1) + path + "c");
                Files.createDirectories(file.getParent());
                Files.write(file, code);
            }
        }
    }
}
