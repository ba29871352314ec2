package io.jmp.graalpy;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * Files that a context may read: those below some directories. No others exist for it, and nothing can be written. Links are
 * followed as far as they stay below the directories.
 *
 * <p>Unlike the file system of {@code IOAccess.NONE} it fails with the errors of a file system, which Python code can catch.
 */
final class ReadableFiles implements FileSystem {

    private static final Path WORKING_DIRECTORY = Path.of("/").toAbsolutePath();

    private final List<Path> roots;

    ReadableFiles(List<Path> directories) {
        roots = directories.stream().map(ReadableFiles::real).toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize(); // it is not there, and may come later
        }
    }

    /** The file itself, if it may be read. */
    private Path checked(Path path) throws IOException {
        Path absolute = toAbsolutePath(path).normalize();
        Path file = real(absolute);
        if (roots.stream().noneMatch(file::startsWith)) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    private static IOException denied(Path path) {
        return new AccessDeniedException(path.toString());
    }

    @Override
    public Path parsePath(URI uri) {
        return Path.of(uri);
    }

    @Override
    public Path parsePath(String path) {
        return Path.of(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        Path file = checked(path);
        if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE) && !Files.isDirectory(file)) {
            throw denied(path);
        }
        file.getFileSystem().provider().checkAccess(file, modes.toArray(AccessMode[]::new));
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        throw denied(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        throw denied(path);
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = checked(path);
        if (!options.isEmpty() && !options.equals(Set.of(StandardOpenOption.READ))) {
            throw denied(path);
        }
        return Files.newByteChannel(file, StandardOpenOption.READ);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        return Files.newDirectoryStream(checked(path), filter);
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return path.isAbsolute() ? path : WORKING_DIRECTORY.resolve(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        return checked(path);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Files.readAttributes(checked(path), attributes, options);
    }
}
