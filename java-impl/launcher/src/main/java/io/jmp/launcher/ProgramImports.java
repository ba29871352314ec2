package io.jmp.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script imports at its top level, as far as its text tells. The first spares import it while the program begins, so
 * that it is there when the first child imports the program.
 */
final class ProgramImports {

    private static final Pattern IMPORT = Pattern.compile("^(?:import[ \\t]+([\\w., \\t]+)|from[ \\t]+([\\w.]+)[ \\t]+import)",
            Pattern.MULTILINE);

    private ProgramImports() {}

    /**
     * The names of the modules, in the order of the text, less those that stand beside the script.
     *
     * @param directory where the script is; null if it has no file
     */
    static List<String> of(String text, Path directory) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            String found = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            for (String item : found.split(",")) {
                String name = item.strip().split("[ \\t]")[0];
                String top = name.split("\\.", 2)[0];
                if (!top.isEmpty() && !isBeside(directory, top)) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    private static boolean isBeside(Path directory, String name) {
        return directory != null
                && (Files.exists(directory.resolve(name + ".py")) || Files.exists(directory.resolve(name)));
    }
}
