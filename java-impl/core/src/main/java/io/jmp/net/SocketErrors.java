package io.jmp.net;

import io.jmp.python.PythonError;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Java's errors of sockets as the exceptions that CPython raises. */
final class SocketErrors {

    private record Kind(int errno, String type, String text) {}

    /** By the beginning of Java's message, which is mostly that of the operating system. */
    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        put(111, "ConnectionRefusedError", "Connection refused");
        put(104, "ConnectionResetError", "Connection reset by peer");
        KINDS.put("Connection reset", new Kind(104, "ConnectionResetError", "Connection reset by peer"));
        put(32, "BrokenPipeError", "Broken pipe");
        put(103, "ConnectionAbortedError", "Software caused connection abort");
        put(2, "FileNotFoundError", "No such file or directory");
        put(13, "PermissionError", "Permission denied");
        put(110, "TimeoutError", "Connection timed out");
        KINDS.put("Operation timed out", new Kind(110, "TimeoutError", "Connection timed out"));
        put(98, "OSError", "Address already in use");
        put(99, "OSError", "Cannot assign requested address");
        put(20, "NotADirectoryError", "Not a directory");
        put(24, "OSError", "Too many open files");
        put(101, "OSError", "Network is unreachable");
        put(107, "OSError", "Transport endpoint is not connected");
        put(113, "OSError", "No route to host");
    }

    private SocketErrors() {}

    private static void put(int errno, String type, String text) {
        KINDS.put(text, new Kind(errno, type, text));
    }

    /** What Python sees of an error: an {@code OSError} with its number, or the subclass for it. */
    static PythonError of(IOException error) {
        if (error instanceof ClosedChannelException) {
            return closed();
        }
        String message = String.valueOf(error.getMessage());
        if (message.equals("Unix domain path too long")) {
            return new PythonError("OSError", "AF_UNIX path too long");
        }
        for (Map.Entry<String, Kind> entry : KINDS.entrySet()) {
            if (message.startsWith(entry.getKey())) {
                Kind kind = entry.getValue();
                return new PythonError(kind.type, "[Errno " + kind.errno + "] " + kind.text);
            }
        }
        return new PythonError("OSError", message);
    }

    /** What who uses a closed connection gets. */
    static PythonError closed() {
        return new PythonError("OSError", "handle is closed");
    }
}
