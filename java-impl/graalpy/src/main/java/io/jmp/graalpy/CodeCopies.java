package io.jmp.graalpy;

/**
 * Which copy of the program's code each interpreter runs.
 *
 * <p>Interpreters of one engine share the code that they run, and that makes them start fast. But GraalPy counts in that code
 * how each branch goes, whenever no compiler of the Graal project is there to run it: two interpreters that execute the same
 * loop at the same time then write to the same line of memory, and together are no faster than one. So there are copies for
 * as many interpreters as can run at the same time, and for the spares that wait meanwhile: which of them becomes a process
 * is not known when they boot. The first copy is the main program's.
 *
 * <p>Thread-safe.
 */
final class CodeCopies {

    private final int[] users;
    /** The number of {@link #take}'s calls when each copy was taken last. */
    private final long[] taken;
    private long takes;

    /**
     * @param processors how many interpreters can run at the same time; as many spares wait, see {@code SparePool}
     */
    CodeCopies(int processors) {
        int copies = processors > 1 ? 2 * processors : 1;
        users = new int[copies];
        taken = new long[copies];
    }

    /**
     * Takes the number of a copy, until {@link #release}: of those with the fewest users the one that was not taken for the
     * longest time, because interpreters that boot one after the other are likely to run at the same time.
     */
    synchronized int take() {
        int best = 0;
        for (int copy = 1; copy < users.length; copy++) {
            if (users[copy] < users[best] || users[copy] == users[best] && taken[copy] < taken[best]) {
                best = copy;
            }
        }
        users[best]++;
        taken[best] = ++takes;
        return best;
    }

    synchronized void release(int copy) {
        users[copy]--;
    }
}
