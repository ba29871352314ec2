package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jmp.Multiprocessing;
import io.jmp.pool.ProcessPool;
import org.graalvm.python.embedding.GraalPyResources;
import org.graalvm.python.embedding.VirtualFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** GraalPy's own virtual file system, as its Maven plugin lays it out: modules in {@code src}, packages in {@code venv}. */
@Timeout(120)
class VirtualFileSystemTest {

    @Test
    void everyProcessSeesItsModulesAndPackages() throws Exception {
        try (VirtualFileSystem files = VirtualFileSystem.newBuilder().resourceDirectory("GRAALPY-VFS/io.jmp/test").build();
                Multiprocessing mp = Multiprocessing.newBuilder()
                        .host(GraalPy.with(() -> GraalPyResources.contextBuilder(files))).build();
                ProcessPool pool = mp.newPool(1)) {
            assertEquals("hello Java", pool.submit("vfs_module:greet", "Java").get());
            assertEquals("hello child", pool.submit("vfs_module:greet_in_child", "child").get());
        }
    }
}
