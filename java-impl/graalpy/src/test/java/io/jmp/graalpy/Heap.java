package io.jmp.graalpy;

import java.util.concurrent.TimeUnit;

/** How much of the heap is in use. */
final class Heap {

    static final long MIB = 1 << 20;

    private Heap() {}

    /** The heap that is in use, once that does not shrink any more. */
    static long atRest() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < 5;) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200); // contexts are closed, and references cleared, by other threads
            long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (used < least - MIB) {
                least = used;
                unchanged = 0;
            } else {
                unchanged++;
            }
        }
        return least;
    }
}
