package io.jmp.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.Crew;
import io.jmp.Limits;
import io.jmp.parcel.Parcel;
import io.jmp.process.Host;
import io.jmp.process.Interpreter;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import io.jmp.python.Permissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the hosts share: the settings of their builders, and what they are when they are open. */
@Timeout(60)
class RuntimeBuilderTest {

    private static final class TestBuilder extends RuntimeBuilder<TestBuilder> {
        TestBuilder() {
            super(Permissions.NONE);
        }

        @Override
        protected TestBuilder self() {
            return this;
        }
    }

    private static HostSettings settings(int spares) {
        return new HostSettings("spawn", false, Permissions.ALL, Limits.NONE.withMaxProcesses(3), List.of(), spares, null, null, null);
    }

    @Test
    void nothingIsAllowedUnlessItIsSaid() {
        TestBuilder builder = new TestBuilder();
        assertEquals(Permissions.NONE, builder.permissions());
        assertSame(builder, builder.allowSockets(true));
        assertEquals(new Permissions(true, false, false, false), builder.permissions());
        assertEquals(new Permissions(true, true, false, false), builder.allowSharedMemory(true).permissions());
        assertEquals(new Permissions(true, true, true, false), builder.allowEndingOthers(true).permissions());
        assertEquals(Permissions.ALL, builder.allowThreads(true).permissions());
        assertEquals(new Permissions(false, true, true, true), builder.allowSockets(false).permissions());
    }

    @Test
    void startMethodsAreChecked() {
        TestBuilder builder = new TestBuilder();
        assertEquals("context", builder.startMethod());
        assertEquals("spawn", builder.startMethod("spawn").startMethod());
        assertThrows(IllegalArgumentException.class, () -> builder.startMethod("fork"));
        assertEquals("spawn", builder.startMethod());
        assertEquals("context", builder.startMethod(null).startMethod());
    }

    @Test
    void anEmbeddersSettingsAreTaken() {
        TestBuilder builder = new TestBuilder().with(settings(0));
        assertEquals("spawn", builder.startMethod());
        assertEquals(Permissions.ALL, builder.permissions());
        assertEquals(3, builder.limits().maxProcesses());
        assertThrows(NullPointerException.class, () -> builder.limits(null));
    }

    /** A host whose interpreters do nothing. */
    private static final class IdleHost implements Host, Interpreter {
        final AtomicInteger booted = new AtomicInteger();

        @Override
        public String name() {
            return "idle";
        }

        @Override
        public Interpreter boot(List<String> modules) {
            booted.incrementAndGet();
            return this;
        }

        @Override
        public int run(JvmProcess process, Parcel program) {
            return 0;
        }

        @Override
        public void cancel() {
            // It never runs for long.
        }

        @Override
        public void signal(int number) {
            // Nor does it handle signals.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @Test
    void anOpenHostKeepsSparesAndEndsItsProcesses() throws Exception {
        IdleHost idle = new IdleHost();
        ProcessTable table = new ProcessTable(idle);
        PythonHost host = PythonHost.of(table, settings(1), source -> source + "!");
        assertSame(table, host.processes());
        assertEquals("source!", host.program("source"));
        Crew.until(() -> idle.booted.get() == 1);
        JvmProcess blocked = table.start("blocked", () -> {
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        });
        host.close();
        blocked.join();
        assertFalse(blocked.isAlive());
        assertEquals(-9, blocked.exitCode());
    }
}
