package io.jmp.process;

import static io.jmp.Crew.until;
import static io.jmp.process.Children.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Limits;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonError;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start in two steps. */
@Timeout(120)
class ReservationTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final Children children = new Children();
    private final Children.FakeHost host = children.host;
    private final ProcessTable table = children.table;
    private final Parcel preparation = new Parcel(new byte[0]);

    @AfterEach
    void dismiss() {
        children.close();
    }

    private void letGo(int number) throws Exception {
        until(() -> host.closed.get() == number && host.open() == PROCESSORS);
    }

    @Test
    void aSparePreparesItselfBeforeThereIsAProcess() throws Exception {
        Reservation reservation = table.reserve(table.main(), preparation);
        until(() -> !host.preparations.isEmpty());
        assertEquals(List.of(table.main()), List.copyOf(table.alive()));
        JvmProcess process = table.start(table.main(), reservation, "child", Children.program(self -> 7));
        assertEquals(7, join(process));
        table.release(table.main(), reservation);
        letGo(1);
        assertEquals(List.of(preparation), List.copyOf(host.preparations));
    }

    @Test
    void anInterruptBeforeTheStartIsNotForTheProcess() throws Exception {
        Reservation reservation = table.reserve(table.main(), preparation);
        until(() -> !host.preparations.isEmpty());
        host.threads().forEach(Thread::interrupt);
        JvmProcess process = table.start(table.main(), reservation, "child", Children.program(self -> {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
            return 7;
        }));
        assertEquals(7, join(process));
    }

    @Test
    void aStartInOneStepPreparesNothing() throws Exception {
        assertEquals(0, join(children.start(self -> 0)));
        assertTrue(host.preparations.isEmpty());
    }

    @Test
    void aReservationCanBeTakenBack() throws Exception {
        Reservation reservation = table.reserve(table.main(), preparation);
        table.release(table.main(), reservation);
        letGo(1);
        assertThrows(IllegalStateException.class,
                () -> table.start(table.main(), reservation, "child", Children.program(self -> 0)));
    }

    @Test
    void theEndOfTheParentTakesItBack() throws Exception {
        CountDownLatch isReserved = new CountDownLatch(1);
        JvmProcess parent = children.start(self -> {
            table.reserve(self, preparation);
            isReserved.countDown();
            new CountDownLatch(1).await();
            return 0;
        });
        isReserved.await();
        parent.kill();
        join(parent);
        letGo(2);
    }

    @Test
    void closeTakesItBack() throws Exception {
        table.reserve(table.main(), preparation);
        until(() -> !host.preparations.isEmpty());
        table.close();
        until(() -> host.open() == 0);
        assertThrows(IllegalStateException.class, () -> table.reserve(table.main(), preparation));
    }

    @Test
    void aProcessWhoseInterpreterCannotPrepareItselfFails() throws Exception {
        Reservation reservation = table.reserve(table.main(), new Parcel(new byte[1]));
        JvmProcess process = table.start(table.main(), reservation, "child", Children.program(self -> 0));
        assertEquals(1, join(process));
        letGo(1);
    }

    @Test
    void noProcessAboveTheLimit() throws Exception {
        try (ProcessTable limited = new ProcessTable(host, "context", Limits.NONE.withMaxProcesses(1))) {
            JvmProcess first = limited.start(limited.main(), "first", Children.program(self -> {
                new CountDownLatch(1).await();
                return 0;
            }));
            Reservation reservation = limited.reserve(limited.main(), preparation);
            assertThrows(PythonError.class,
                    () -> limited.start(limited.main(), reservation, "second", Children.program(self -> 0)));
            limited.release(limited.main(), reservation);
            until(() -> host.closed.get() == 1);
            first.kill();
        }
    }
}
