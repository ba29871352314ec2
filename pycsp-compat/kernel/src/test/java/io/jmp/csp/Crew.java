package io.jmp.csp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Threads of a test. None is waited for without a limit, and none is left when the test ends. */
final class Crew implements AutoCloseable {

    static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    /** One thread and its result. */
    static final class Member<T> {
        private final FutureTask<T> task;
        final Thread thread;

        private Member(Callable<T> work) {
            task = new FutureTask<>(work);
            thread = new Thread(task, "crew");
            thread.setDaemon(true);
            thread.start();
        }

        T result() throws Exception {
            try {
                return task.get(LIMIT, TimeUnit.NANOSECONDS);
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
        Member<T> parked() {
            until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
            return this;
        }

        boolean isDone() {
            return task.isDone();
        }
    }

    private final List<Member<?>> members = new ArrayList<>();

    <T> Member<T> start(Callable<T> work) {
        Member<T> member = new Member<>(work);
        members.add(member);
        return member;
    }

    /** Starts something without a result. */
    Member<Void> run(Parallel.Body work) {
        return start(() -> {
            work.run();
            return null;
        });
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it does not happen");
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + LIMIT;
        for (Member<?> member : members) {
            while (member.thread.isAlive()) {
                assertTrue(System.nanoTime() < deadline, "a thread does not end when it is interrupted");
                member.thread.interrupt();
                try {
                    member.thread.join(10);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
