package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCopiesTest {

    @Test
    void whoRunsAndWhoWaitsGetDifferentCopies() {
        CodeCopies copies = new CodeCopies(2);
        assertEquals(List.of(0, 1, 2, 3), take(copies, 4));
        copies.release(2);
        assertEquals(2, copies.take());
    }

    @Test
    void moreInterpretersThanCopiesShareEvenly() {
        CodeCopies copies = new CodeCopies(2);
        assertEquals(List.of(0, 1, 2, 3, 0, 1, 2, 3), take(copies, 8));
        copies.release(1);
        assertEquals(1, copies.take());
    }

    /** Or else two spares could wait with the same copy, as that of an interpreter which has just ended has few users again. */
    @Test
    void whoComesNextGetsAnotherCopy() {
        CodeCopies copies = new CodeCopies(2);
        assertEquals(List.of(0, 1, 2, 3, 0), take(copies, 5));
        copies.release(0);
        assertEquals(1, copies.take());
    }

    @Test
    void oneCopyOnOneProcessor() {
        assertEquals(List.of(0, 0), take(new CodeCopies(1), 2));
    }

    private static List<Integer> take(CodeCopies copies, int times) {
        return Stream.generate(copies::take).limit(times).toList();
    }

    /** Those of a pool begin together, when spares wait and others still boot. */
    @Test
    void theWorkersOfANewPoolHaveCopiesOfTheirOwn() {
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().build()) {
            MainModule main = MainModule.code("""
                    import multiprocessing as mp, os, sys
                    def begin(barrier):
                        mp.barrier = barrier
                    def code_copy(i):
                        mp.barrier.wait(60)     # so each worker gets one
                        return next(x for x in sys.meta_path if type(x).__name__ == 'Loader')._host.codeCopy()
                    if __name__ == '__main__':
                        n = min(4, os.cpu_count())
                        for _ in range(8):
                            with mp.Pool(n, begin, (mp.Barrier(n),)) as pool:
                                copies = pool.map(code_copy, range(n), 1)
                            assert len(set(copies)) == n, copies
                    """);
            runtime.processes().warmUp();
            assertEquals(0, runtime.run(main));
        }
    }

    @Test
    void aCopyOfTheMainModuleIsTheSameProgram() {
        MainModule main = MainModule.code("x = 42");
        assertSame(main.source(1), main.source(1));
        assertNotEquals(main.source(0), main.source(1));
        assertEquals(main.source(0).getName(), main.source(1).getName());
        assertEquals(main.source(0).getCharacters().toString(), main.source(1).getCharacters().toString().strip());
    }

    /** More than there are processors, so some share and some do not; the module comes from its source first, then from its .pyc. */
    @Test
    void everyCopyBehavesTheSame(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("shared_or_not.py"), "def f():\n    return 42\n");
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().option("python.PythonPath", directory.toString()).build()) {
            MainModule main = MainModule.code("""
                    import multiprocessing as mp, os, shared_or_not
                    def child(barrier, here):
                        import shared_or_not
                        assert shared_or_not.f() == 42
                        barrier.wait(60)
                        here.send(shared_or_not.f.__code__.co_filename)
                    if __name__ == '__main__':
                        n = os.cpu_count() + 1
                        barrier = mp.Barrier(n)
                        pipes = [mp.Pipe() for _ in range(n)]
                        ps = [mp.Process(target=child, args=(barrier, there)) for _, there in pipes]
                        [p.start() for p in ps]
                        names = {here.recv() for here, _ in pipes}
                        [p.join() for p in ps]
                        assert len(names) == 1, names
                        assert [p.exitcode for p in ps] == [0] * n
                    """);
            assertEquals(0, runtime.run(main));
        }
    }
}
