package io.jmp.sync;

import static io.jmp.Crew.LONG;
import static io.jmp.Crew.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.Crew;
import java.util.List;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessEventTest {

    private final Crew crew = new Crew();
    private final ProcessEvent event = new ProcessEvent();

    @AfterEach
    void dismiss() {
        crew.close();
    }

    @Test
    void isSetAndCleared() throws Exception {
        assertFalse(event.isSet());
        event.clear();
        assertFalse(event.await(0));
        assertFalse(event.await(SHORT));
        event.set();
        event.set();
        assertTrue(event.isSet());
        assertTrue(event.await(0));
        assertTrue(event.await(-1));
        event.clear();
        assertFalse(event.isSet());
        assertFalse(event.await(0));
    }

    @Test
    void wakesAll() throws Exception {
        List<Crew.Member<Boolean>> waiters = crew.start(4, () -> event.await(LONG));
        waiters.addAll(crew.start(4, () -> event.await(-1)));
        waiters.forEach(Crew.Member::parked);
        event.set();
        assertFalse(Crew.results(waiters).contains(false));
    }

    @Test
    void whoWaitsSeesASetThatIsClearedAtOnce() throws Exception {
        List<Crew.Member<Boolean>> waiters = crew.start(4, () -> event.await(-1));
        waiters.forEach(Crew.Member::parked);
        event.set();
        event.clear();
        assertFalse(Crew.results(waiters).contains(false));
        assertFalse(event.isSet());
    }

    @Test
    void isInterruptible() {
        Crew.Member<Boolean> waiter = crew.start(() -> event.await(-1)).parked();
        waiter.interrupt();
        assertThrows(InterruptedException.class, waiter::result);
    }

    @Test
    void manyRoundsLoseNothing() throws Exception {
        int rounds = 2_000;
        Phaser begun = new Phaser(5);
        List<Crew.Member<Integer>> waiters = crew.start(4, () -> {
            int seen = 0;
            for (int i = 0; i < rounds; i++) {
                if (event.await(LONG)) {
                    seen++;
                }
                begun.awaitAdvanceInterruptibly(begun.arrive()); // all have seen it
                begun.awaitAdvanceInterruptibly(begun.arrive()); // it is cleared
            }
            return seen;
        });
        for (int i = 0; i < rounds; i++) {
            event.set();
            begun.awaitAdvanceInterruptibly(begun.arrive());
            event.clear();
            begun.awaitAdvanceInterruptibly(begun.arrive());
        }
        for (int seen : Crew.results(waiters)) {
            assertEquals(rounds, seen);
        }
    }
}
