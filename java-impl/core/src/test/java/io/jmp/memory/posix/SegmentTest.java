package io.jmp.memory.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.python.PythonError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;

/** Memory with a name. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SegmentTest {

    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;

    private final String name = "/jmp-test-" + Long.toHexString(ThreadLocalRandom.current().nextLong());

    @AfterEach
    void unlink() {
        if (Files.exists(Path.of("/dev/shm" + name))) {
            Segment.unlink(name);
        }
    }

    private static PythonError assertError(String type, Executable call) {
        PythonError error = assertThrows(PythonError.class, call);
        assertEquals(type, error.type());
        return error;
    }

    private static byte get(Segment segment, int offset) {
        return segment.use(bytes -> bytes.get(offset));
    }

    private static void put(Segment segment, int offset, int value) {
        segment.use(bytes -> bytes.put(offset, (byte) value));
    }

    @Test
    void everybodyWhoOpensTheNameSeesTheSameBytes() {
        try (Segment made = Segment.create(name, 100); Segment opened = Segment.open(name)) {
            assertEquals(100, made.size());
            assertEquals(100, opened.size());
            assertEquals(0, get(made, 99));
            put(made, 99, 5);
            assertEquals(5, get(opened, 99));
            opened.use(bytes -> bytes.putLong(1, 0x0102030405060708L));
            assertEquals(0x0102030405060708L, (long) made.use(bytes -> bytes.getLong(1)));
            assertEquals(ByteOrder.nativeOrder(), made.use(ByteBuffer::order));
        }
    }

    @Test
    void othersOfTheSystemSeeThem() throws Exception {
        try (Segment segment = Segment.create(name, 3)) {
            Path file = Path.of("/dev/shm" + name);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            put(segment, 1, 7);
            assertEquals(7, Files.readAllBytes(file)[1]);
            Files.write(file, new byte[] {1, 2, 3});
            assertEquals(3, get(segment, 2));
        }
    }

    @Test
    void livesOnWithoutItsName() {
        Segment made = Segment.create(name, 8);
        Segment opened = Segment.open(name);
        Segment.unlink(name);
        put(made, 0, 3);
        made.close();
        assertEquals(3, get(opened, 0));
        opened.close();
        assertError("OSError", () -> Segment.open(name));
    }

    @Test
    void saysWhatIsWrong() {
        PythonError missing = assertError("OSError", () -> Segment.open(name));
        assertEquals(ENOENT, missing.errno());
        assertEquals("No such file or directory", missing.getMessage());
        assertEquals(name, missing.filename());
        assertEquals(ENOENT, assertError("OSError", () -> Segment.unlink(name)).errno());
        Segment.create(name, 1).close();
        PythonError exists = assertError("OSError", () -> Segment.create(name, 1));
        assertEquals(EEXIST, exists.errno());
        assertEquals(name, exists.filename());
        assertEquals(EINVAL, assertError("OSError", () -> Segment.open("/a/b")).errno());
        assertError("ValueError", () -> Segment.open("/a\0b"));
        assertThrows(IllegalArgumentException.class, () -> Segment.create(name, 0));
    }

    @Test
    void refusesWhatCannotBeMapped() throws Exception {
        assertError("MemoryError", () -> Segment.open(name, 66, 1L << 31));
        assertFalse(Files.exists(Path.of("/dev/shm" + name)));
        Files.createFile(Path.of("/dev/shm" + name));
        assertEquals("cannot mmap an empty file", assertError("ValueError", () -> Segment.open(name)).getMessage());
    }

    @Test
    void isGoneWhenItIsClosed() {
        Segment segment = Segment.create(name, 8);
        assertFalse(segment.isClosed());
        segment.close();
        segment.close();
        assertTrue(segment.isClosed());
        assertEquals(8, segment.size());
        assertThrows(IllegalStateException.class, () -> get(segment, 0));
        assertNull(segment.enter());
    }

    @Test
    void closingWaitsForWhoIsInside() throws Exception {
        Segment segment = Segment.create(name, 8);
        ByteBuffer bytes = segment.enter();
        segment.close();
        bytes.put(0, (byte) 1);
        assertTrue(isMapped());
        segment.leave();
        assertFalse(isMapped());
    }

    private boolean isMapped() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(line -> line.contains(name));
    }

    @Test
    void forgottenSegmentsAreClosed() throws Exception {
        Segment.create(name, 8);
        while (isMapped()) {
            System.gc();
            Thread.sleep(10);
        }
    }

    @Test
    void closingUnderUseEndsNoJvm() throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                Segment segment = Segment.create(name, 1 << 16);
                Segment.unlink(name);
                CountDownLatch started = new CountDownLatch(4);
                var results = new ArrayList<Future<?>>();
                for (int user = 0; user < 4; user++) {
                    results.add(users.submit(() -> {
                        started.countDown();
                        ByteBuffer bytes;
                        for (int i = 0; (bytes = segment.enter()) != null; i++) {
                            bytes.put(i & 0xffff, (byte) i);
                            segment.leave();
                        }
                    }));
                }
                started.await();
                segment.close();
                for (Future<?> result : results) {
                    result.get(30, TimeUnit.SECONDS);
                }
                assertFalse(isMapped());
            }
        } finally {
            users.shutdownNow();
        }
    }
}
