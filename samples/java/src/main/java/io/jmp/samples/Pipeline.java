package io.jmp.samples;

import io.jmp.Multiprocessing;
import io.jmp.Target;
import io.jmp.process.JvmProcess;
import io.jmp.queue.ProcessQueue;

/** Java makes lines, two Python processes count their words, Java adds the counts. */
public final class Pipeline {

    private Pipeline() {}

    /** Prints the sum. */
    public static void main(String[] args) throws Exception {
        // tag::pipeline[]
        Target counter = Target.source("""
                def count(lines, counts):
                    for line in iter(lines.get, None):
                        counts.put(len(line.split()))
                    counts.put(None)
                """, "count");
        try (Multiprocessing mp = Multiprocessing.create()) {
            ProcessQueue<String> lines = mp.newQueue(100);
            ProcessQueue<Integer> counts = mp.newQueue(100);
            JvmProcess first = mp.start(counter, lines, counts);
            JvmProcess second = mp.start(counter, lines, counts);
            JvmProcess source = mp.start(() -> {
                for (int i = 0; i < 1000; i++) {
                    lines.put("line " + i + " has five words");
                }
                lines.put(null);
                lines.put(null);
                return 0;
            });
            int sum = 0;
            for (int ended = 0; ended < 2;) {
                Integer count = counts.take();
                if (count == null) {
                    ended++;
                } else {
                    sum += count;
                }
            }
            System.out.println(sum + " words, exit codes " + source.waitFor() + " " + first.waitFor() + " " + second.waitFor());
        }
        // end::pipeline[]
    }
}
