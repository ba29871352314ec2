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
    private int last = -1;

    /**
     * @param processors how many interpreters can run at the same time; as many spares wait, see {@code SparePool}
     */
    CodeCopies(int processors) {
        users = new int[processors > 1 ? 2 * processors : 1];
    }

    /**
     * Takes the number of a copy, until {@link #release}: of those with the fewest users the lowest, since code that ran before
     * is warm; but not the last one that was taken, because interpreters that boot one after the other are likely to run at
     * the same time.
     */
    synchronized int take() {
        int best = 0;
        for (int copy = 1; copy < users.length; copy++) {
            if (users[copy] < users[best] || users[copy] == users[best] && best == last) {
                best = copy;
            }
        }
        users[best]++;
        last = best;
        return best;
    }

    synchronized void release(int copy) {
        users[copy]--;
    }
}
