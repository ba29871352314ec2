package io.jmp.graalpy;

/**
 * Which copy of the program's code each interpreter runs.
 *
 * <p>Interpreters of one engine share the code that they run, and that makes them start fast. But GraalPy counts in that code
 * how each branch goes, whenever no compiler of the Graal project is there to run it: two interpreters that execute the same
 * loop at the same time then write to the same line of memory, and together are no faster than one. So there are as many
 * copies as processors; an interpreter gets the one that fewest others run. The first copy is the main program's.
 *
 * <p>Thread-safe.
 */
final class CodeCopies {

    private final int[] users;

    /**
     * @param processors how many interpreters can run at the same time
     */
    CodeCopies(int processors) {
        users = new int[Math.max(1, processors)];
    }

    /** Takes the number of a copy, until {@link #release}: the lowest of those with the fewest users. */
    synchronized int take() {
        int best = 0;
        for (int copy = 1; copy < users.length; copy++) {
            if (users[copy] < users[best]) {
                best = copy;
            }
        }
        users[best]++;
        return best;
    }

    synchronized void release(int copy) {
        users[copy]--;
    }
}
