package io.jmp.launcher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the command is to run.
 *
 * @param source its source; empty for a module by name
 * @param name the script's path or the module's name; null for the others
 * @param argv {@code sys.argv}
 */
record Program(Kind kind, byte[] source, String name, List<String> argv) {

    enum Kind { CODE, MODULE, STDIN, SCRIPT }

    /** What a program mentions that is going to start processes. */
    private static final List<String> STARTS_PROCESSES = List.of("multiprocess", "ProcessPoolExecutor");

    String text() {
        return new String(source, StandardCharsets.UTF_8);
    }

    /** Where the script is; null if there is none. */
    Path directory() {
        return kind == Kind.SCRIPT ? Path.of(name).toAbsolutePath().getParent() : null;
    }

    boolean startsProcesses() {
        String text = text();
        return STARTS_PROCESSES.stream().anyMatch(text::contains);
    }
}
