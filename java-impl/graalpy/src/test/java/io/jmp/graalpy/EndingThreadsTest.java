package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.ThreadsListener;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndingThreadsTest {

    @Test
    void aContextClosesRightAfterTheLastJoin() throws InterruptedException {
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().build()) {
            Context context = runtime.open();
            SlowEnd end = context.getEngine().getInstruments().get(SlowEnd.ID).lookup(SlowEnd.class);
            assertEquals(7, context.eval("python", """
                    import threading
                    t = threading.Thread(target=int)
                    t.start()
                    t.join()
                    7
                    """).asInt());
            end.begun.await();
            context.close(); // failed while the thread was between its end for Python and that for Truffle
        }
    }

    /** Holds each Python thread for half a second after Python has woken those who joined it. */
    @TruffleInstrument.Registration(id = SlowEnd.ID, name = "slow end of threads", services = SlowEnd.class)
    public static final class SlowEnd extends TruffleInstrument implements ThreadsListener {
        static final String ID = "jmp-test-slow-end";

        final CountDownLatch begun = new CountDownLatch(1);

        @Override
        protected void onCreate(Env env) {
            env.registerService(this);
            env.getInstrumenter().attachThreadsListener(this, false);
        }

        @Override
        public void onThreadInitialized(TruffleContext context, Thread thread) {}

        @Override
        public void onThreadDisposed(TruffleContext context, Thread thread) {
            if (thread.getName().startsWith("Polyglot-python")) {
                begun.countDown();
                try {
                    TimeUnit.MILLISECONDS.sleep(500);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
