package io.jmp.spi;

import io.jmp.Limits;
import io.jmp.python.Permissions;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What the embedder of Python asks of a host.
 *
 * @param startMethod the start method that programs begin with
 * @param trusted whether Python code may do what the command {@code python} may do; otherwise it may do nothing outside of its
 *     interpreter but read what is on the path
 * @param permissions what it may do outside of itself by way of the package
 * @param limits the limits of its processes
 * @param path directories (or archives) with Python modules
 * @param spares how many booted interpreters to keep at the least
 * @param in standard input; null for that of the JVM
 * @param out standard output; null for that of the JVM
 * @param err standard error; null for that of the JVM
 */
public record HostSettings(String startMethod, boolean trusted, Permissions permissions, Limits limits, List<Path> path,
        int spares, InputStream in, OutputStream out, OutputStream err) {

    /**
     * Copies the path.
     *
     * @param startMethod as above
     * @param trusted as above
     * @param permissions as above
     * @param limits as above
     * @param path as above
     * @param spares as above
     * @param in as above
     * @param out as above
     * @param err as above
     */
    public HostSettings {
        path = List.copyOf(path);
    }
}
