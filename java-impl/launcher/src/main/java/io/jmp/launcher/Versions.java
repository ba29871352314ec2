package io.jmp.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that were built together. */
final class Versions implements IVersionProvider {

    static String of(String what) {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions.getProperty(what);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"jmp " + of("jmp") + " (GraalPy " + of("graalpy") + ", Java "
                + System.getProperty("java.version") + ")"};
    }
}
