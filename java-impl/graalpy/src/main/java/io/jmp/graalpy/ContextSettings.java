package io.jmp.graalpy;

import io.jmp.spi.HostSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/** The settings of contexts that embedders need not give themselves. */
final class ContextSettings {

    private ContextSettings() {}

    /** All that the command {@code python} may do; no access to Java by reflection. */
    static Context.Builder trusted() {
        Context.Builder builder = Context.newBuilder("python")
                .allowExperimentalOptions(true)
                .allowHostAccess(HostAccess.EXPLICIT)
                .allowIO(IOAccess.ALL)
                .allowCreateThread(true)
                .allowCreateProcess(true)
                .allowNativeAccess(true)
                .allowEnvironmentAccess(EnvironmentAccess.INHERIT)
                .option("python.ForceImportSite", "true");
        if (NativeModules.canBeIsolated()) {
            builder.option("python.IsolateNativeModules", "true");
        }
        return builder;
    }

    /** Nothing but to read the modules on the path. */
    static Context.Builder lockedDown(List<Path> path) {
        return Context.newBuilder("python")
                .allowHostAccess(HostAccess.EXPLICIT)
                .allowIO(IOAccess.newBuilder().fileSystem(FileSystem.allowLanguageHomeAccess(new ReadableFiles(path))).build());
    }

    /** Adds what the settings of a host say, where that is not in the builder yet. */
    static Context.Builder complete(Context.Builder builder, HostSettings settings) {
        if (!settings.path().isEmpty()) {
            builder.option("python.PythonPath", settings.path().stream().map(directory -> directory.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator)));
        }
        if (settings.in() != null) {
            builder.in(settings.in());
        }
        if (settings.out() != null) {
            builder.out(settings.out());
        }
        if (settings.err() != null) {
            builder.err(settings.err());
        }
        return builder;
    }
}
