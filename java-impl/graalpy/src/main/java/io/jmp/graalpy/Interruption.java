package io.jmp.graalpy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;

/** Interrupts what a context executes, from outside. */
final class Interruption {

    private Interruption() {}

    /** Returns at once; the context's evaluation ends with an interruption when it comes to a safepoint. */
    static void of(Context context) {
        Thread thread = new Thread(() -> {
            try {
                context.interrupt(Duration.ofSeconds(5));
            } catch (TimeoutException | IllegalStateException e) {
                // It ended meanwhile, or it does not come to a safepoint: nothing more can be done from outside.
            }
        }, "jmp-interrupt");
        thread.setDaemon(true);
        thread.start();
    }
}
