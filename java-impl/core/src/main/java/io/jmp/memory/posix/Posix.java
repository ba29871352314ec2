package io.jmp.memory.posix;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.jmp.python.PythonError;
import java.util.Map;
import java.util.function.Supplier;

/** The functions of the C library that shared memory needs. Thread-safe. */
final class Posix {

    /** Of {@link Functions#mmap}: pages can be read and written, and are shared. */
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;

    private static final int SEEK_END = 2;
    private static final Pointer MAP_FAILED = Pointer.createConstant(-1);

    private Posix() {}

    /** As in C; each fails with -1. */
    interface Functions extends Library {
        int shm_open(String name, int flags, int mode);

        int shm_unlink(String name);

        int sem_unlink(String name);

        int ftruncate(int descriptor, long length);

        long lseek(int descriptor, long offset, int whence);

        int close(int descriptor);

        Pointer mmap(Pointer address, long length, int protection, int flags, int descriptor, long offset);

        int munmap(Pointer address, long length);

        String strerror(int errno);
    }

    /** Loaded when the first call needs it. */
    private static final class Loaded {
        static final Functions C = load("c");
        /** Old C libraries have them in a library of their own. */
        static final Functions REALTIME = has("c", "shm_open") ? C : load("rt");
        static final Functions SEMAPHORES = has("c", "sem_unlink") ? C : load("pthread");

        private static Functions load(String library) {
            return Native.load(library, Functions.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        }

        private static boolean has(String library, String function) {
            try {
                return NativeLibrary.getInstance(library).getFunction(function) != null;
            } catch (UnsatisfiedLinkError e) {
                return false;
            }
        }
    }

    /**
     * Opens shared memory by name; the mode of a new one is 600.
     *
     * @param size sets the size, unless it is 0
     * @throws PythonError FileExistsError, FileNotFoundError or another OSError; ValueError, if it is empty; MemoryError, if
     *     it has more than 2 GiB; NotImplementedError, where the system or native access is missing
     */
    static Mapping map(String name, int flags, long size) {
        checkSize(size);
        Functions realtime = functions(() -> Loaded.REALTIME);
        int descriptor = check(realtime.shm_open(checkName(name), flags, 0600), name);
        try {
            if (size != 0) {
                check(Loaded.C.ftruncate(descriptor, size), null);
            }
            long length = Loaded.C.lseek(descriptor, 0, SEEK_END);
            if (length <= 0) {
                check((int) length, null);
                throw new PythonError("ValueError", "cannot mmap an empty file");
            }
            checkSize(length);
            Pointer address = Loaded.C.mmap(null, length, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
            check(MAP_FAILED.equals(address) ? -1 : 0, null);
            return new Mapping(address, (int) length);
        } finally {
            Loaded.C.close(descriptor);
        }
    }

    static void unmap(Pointer address, long length) {
        Loaded.C.munmap(address, length);
    }

    /**
     * Removes the name of shared memory.
     *
     * @throws PythonError FileNotFoundError or another OSError
     */
    static void unlink(String name) {
        check(functions(() -> Loaded.REALTIME).shm_unlink(checkName(name)), name);
    }

    /**
     * Removes the name of a semaphore.
     *
     * @throws PythonError FileNotFoundError or another OSError
     */
    static void unlinkSemaphore(String name) {
        check(functions(() -> Loaded.SEMAPHORES).sem_unlink(checkName(name)), name);
    }

    private static Functions functions(Supplier<Functions> loader) {
        if (!Platform.isLinux()) {
            throw new PythonError("NotImplementedError", "shared memory with a name needs Linux");
        }
        try {
            return loader.get();
        } catch (LinkageError e) {
            throw new PythonError("NotImplementedError", "shared memory with a name needs native access: start java with"
                    + " --enable-native-access=ALL-UNNAMED, and let JNA have its library ("
                    + (e.getCause() == null ? e : e.getCause()) + ")");
        }
    }

    private static void checkSize(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new PythonError("MemoryError", "a shared block holds at most 2 GiB");
        }
    }

    private static String checkName(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new PythonError("ValueError", "embedded null character");
        }
        return name;
    }

    /** The result of a call, unless that failed. */
    private static int check(int result, String filename) {
        if (result < 0) {
            int errno = Native.getLastError();
            throw PythonError.ofSystem(errno, Loaded.C.strerror(errno), filename);
        }
        return result;
    }
}
