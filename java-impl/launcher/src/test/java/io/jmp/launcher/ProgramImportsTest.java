package io.jmp.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramImportsTest {

    @Test
    void everyFormOfTheStatement() {
        assertEquals(List.of("os", "sys", "queue", "collections.abc", "multiprocessing", "random"), ProgramImports.of("""
                \"\"\"A script.\"\"\"
                import os, sys
                import queue as q\t# a comment
                import collections.abc
                from multiprocessing import Process, Queue
                import os
                from . import sibling
                if True:
                    import json
                important = 1
                import random""", null));
    }

    @Test
    void modulesBesideTheScriptAreTheUsersOwn(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("random.py"));
        Files.createDirectory(directory.resolve("email"));
        assertEquals(List.of("time"), ProgramImports.of("import random\nimport time\nfrom email.message import Message\n", directory));
    }
}
