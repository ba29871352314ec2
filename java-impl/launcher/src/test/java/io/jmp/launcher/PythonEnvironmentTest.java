package io.jmp.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonEnvironmentTest {

    @Test
    void nothingSetIsNothingChanged() {
        assertEquals(Map.of(), PythonEnvironment.options(Map.of("HOME", "/home/me", "PYTHONPATH", ""), null, false));
    }

    @Test
    void variablesOfCPython() {
        assertEquals(
                Map.of("python.PythonPath", "a:b", "python.HashSeed", "7", "python.UnbufferedIO", "true"),
                PythonEnvironment.options(Map.of("PYTHONPATH", "a:b", "PYTHONHASHSEED", "7", "PYTHONUNBUFFERED", "x"), null, false));
    }

    @Test
    void programsReadByteCodeAndDoNotWriteIt() {
        String pycache = Path.of("cache", "pycache").toString();
        assertEquals(Map.of("python.DontWriteBytecodeFlag", "true", "python.PyCachePrefix", pycache),
                PythonEnvironment.options(Map.of(), "cache", false));
        assertEquals(Map.of("python.DontWriteBytecodeFlag", "false", "python.PyCachePrefix", pycache),
                PythonEnvironment.options(Map.of(), "cache", true));
    }
}
