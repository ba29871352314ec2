package io.jmp.process;

import io.jmp.Crew;
import io.jmp.parcel.Parcel;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A table of processes for tests: its host's interpreters run Java code, which travels as a reference of the parcel. */
public final class Children implements AutoCloseable {

    /** What a process does. */
    @FunctionalInterface
    public interface Code {
        int run(JvmProcess self) throws InterruptedException;
    }

    /** A host that counts what becomes of its interpreters. */
    static final class FakeHost implements Host {
        final AtomicInteger booted = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger cancelled = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        /** What was done to interpreters that must not be done. */
        final Queue<String> misuses = new ConcurrentLinkedQueue<>();
        /** Threads that boot before it is open wait for it. */
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile Throwable trouble;
        /** What interpreters were prepared with; they fail if it has any bytes. */
        final Queue<Parcel> preparations = new ConcurrentLinkedQueue<>();
        volatile Runnable whenBooting = () -> {};
        volatile List<String> modules;
        private final Map<Thread, List<String>> modulesByThread = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Interpreter boot(List<String> modules) throws Exception {
            this.modules = modules;
            whenBooting.run();
            gate.await();
            Throwable now = trouble;
            if (now != null) {
                failed.incrementAndGet();
                now.setStackTrace(new StackTraceElement[0]); // the log shows enough
                if (now instanceof Error error) {
                    throw error;
                }
                throw (Exception) now;
            }
            booted.incrementAndGet();
            modulesByThread.put(Thread.currentThread(), modules);
            return new FakeInterpreter(this);
        }

        /** The threads of those that have booted. */
        Set<Thread> threads() {
            return modulesByThread.keySet();
        }

        /** What the interpreter of a thread has booted with. */
        List<String> modulesOf(Thread thread) {
            return modulesByThread.get(thread);
        }

        /** Whether all that have booted, one at least, wait for something to do. */
        boolean isIdle() {
            return !modulesByThread.isEmpty()
                    && modulesByThread.keySet().stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        }

        /** Interpreters that are booted and not closed. */
        int open() {
            return booted.get() - closed.get();
        }
    }

    private static final class FakeInterpreter implements Interpreter {
        private final FakeHost host;
        private final Thread thread = Thread.currentThread();
        private final AtomicInteger cancels = new AtomicInteger();

        FakeInterpreter(FakeHost host) {
            this.host = host;
        }

        private void check(boolean condition, String what) {
            if (!condition) {
                host.misuses.add(what);
            }
        }

        @Override
        public void prepare(Parcel preparation) {
            check(thread == Thread.currentThread(), "prepared by another thread than booted");
            host.preparations.add(preparation);
            if (preparation.size() > 0) {
                throw new IllegalStateException("this is what a test wants");
            }
        }

        @Override
        public int run(JvmProcess process, Parcel program) throws InterruptedException {
            check(thread == Thread.currentThread(), "run by another thread than booted");
            return ((Code) program.refs()[0]).run(process);
        }

        @Override
        public void cancel() {
            check(cancels.incrementAndGet() == 1, "cancelled twice");
            host.cancelled.incrementAndGet();
            thread.interrupt();
        }

        @Override
        public void signal(int number) {
            thread.interrupt();
        }

        @Override
        public void close() {
            check(thread == Thread.currentThread(), "closed by another thread than booted");
            host.closed.incrementAndGet();
        }
    }

    final FakeHost host = new FakeHost();
    final ProcessTable table = new ProcessTable(host);

    public JvmProcess start(Code code) {
        return table.start(table.main(), "child", program(code));
    }

    static Parcel program(Code code) {
        return new Parcel(new byte[0], new Object[] {code});
    }

    /** A process that waits until it is stopped. */
    public JvmProcess blocked() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        JvmProcess process = start(self -> {
            running.countDown();
            new CountDownLatch(1).await();
            return 0;
        });
        if (!running.await(Crew.SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not begin");
        }
        return process;
    }

    /** A process that has ended. */
    public JvmProcess ended() throws InterruptedException {
        JvmProcess process = start(self -> 0);
        join(process);
        return process;
    }

    /** Waits for the end of a process, not without a limit, and returns its exit code. */
    public static int join(JvmProcess process) throws InterruptedException {
        if (!process.join(Crew.SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + process);
        }
        return process.exitCode();
    }

    @Override
    public void close() {
        table.close();
        if (!host.misuses.isEmpty()) {
            throw new AssertionError("interpreters misused: " + host.misuses);
        }
    }
}
