package io.jmp.wait;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does things at a time: one daemon thread for all, which begins with the first alarm. */
public final class Alarms {

    private Alarms() {}

    private static final class Holder {
        static final ScheduledThreadPoolExecutor EXECUTOR = executor();

        private static ScheduledThreadPoolExecutor executor() {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, action -> {
                Thread thread = new Thread(action, "jmp-alarms");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
            return executor;
        }
    }

    /**
     * Does something after a time.
     *
     * @param action must be short, and throw nothing
     * @return what cancels the alarm
     */
    public static Future<?> after(Duration time, Runnable action) {
        return Holder.EXECUTOR.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
