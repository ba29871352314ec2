package io.jmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.python.PythonError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** Threads of a test. None is waited for without a limit, and none is left when the test ends. */
public final class Crew implements AutoCloseable {

    public static final long SECONDS = 30;
    /** A time to wait that must not be used up. */
    public static final long LONG = TimeUnit.SECONDS.toNanos(SECONDS);
    /** A time to wait that is going to be used up. */
    public static final long SHORT = TimeUnit.MILLISECONDS.toNanos(30);

    /** One thread and its result. */
    public static final class Member<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Member(Callable<T> work) {
            task = new FutureTask<>(work);
            thread = new Thread(task, "crew");
            thread.setDaemon(true);
            thread.start();
        }

        public T result() throws Exception {
            try {
                return task.get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            } catch (TimeoutException e) {
                AssertionError hangs = new AssertionError("the thread hangs");
                hangs.setStackTrace(thread.getStackTrace());
                throw hangs;
            }
        }

        /** Returns when the thread waits for something. */
        public Member<T> parked() {
            until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
            return this;
        }

        public void interrupt() {
            thread.interrupt();
        }

        public boolean isDone() {
            return task.isDone();
        }
    }

    private final List<Member<?>> members = new ArrayList<>();

    public <T> Member<T> start(Callable<T> work) {
        Member<T> member = new Member<>(work);
        members.add(member);
        return member;
    }

    /** Starts several threads that do the same. */
    public <T> List<Member<T>> start(int n, Callable<T> work) {
        List<Member<T>> started = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            started.add(start(work));
        }
        return started;
    }

    public static <T> List<T> results(List<Member<T>> members) throws Exception {
        List<T> results = new ArrayList<>();
        for (Member<T> member : members) {
            results.add(member.result());
        }
        return results;
    }

    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it does not happen");
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    public static void assertRaises(String type, String message, Executable work) {
        PythonError error = assertThrows(PythonError.class, work);
        assertEquals(type, error.type());
        assertEquals(message, error.getMessage());
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + LONG;
        for (Member<?> member : members) {
            while (member.thread.isAlive()) {
                assertTrue(System.nanoTime() < deadline, "a thread does not end when it is interrupted");
                member.interrupt();
                try {
                    member.thread.join(10);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
