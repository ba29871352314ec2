package io.jmp.graalpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pool whose workers are killed all along: each task is answered once, or reported as lost, and nothing is left. As many tasks as the
 * property {@code jmp.fire.tasks} says.
 */
@Timeout(900)
class PoolUnderFireTest {

    private static final int TASKS = Integer.getInteger("jmp.fire.tasks", 8_000);
    private static final int WAVE = TASKS / 20;
    private static final int WARM_UP = TASKS / 5;
    private static final int MEAN_TASKS_PER_KILL = TASKS / 60;

    private static final String PROGRAM = """
            import multiprocessing as mp, os, random
            from multiprocessing.pool import WorkerLostError

            def begin(shared):
                global runs
                runs = shared

            def task(n):
                runs[n] += 1
                return n, os.getpid()

            class Fire:
                def __init__(self, total, seed, mean):
                    self.mean = mean
                    self.runs = mp.RawArray('i', total)
                    self.answers = [0] * total
                    self.lost = [0] * total
                    self.kills = 0
                    self.chance = random.Random(seed)
                    self.next_kill = mean
                    self.pool = mp.Pool(3, begin, (self.runs,))

                def answered(self, n, pid):
                    self.answers[n] += 1
                    self.next_kill -= 1
                    # The worker of the last answer has begun: it is in the middle of something.
                    if self.next_kill <= 0 and pid in [w.pid for w in self.pool._pool]:
                        os.kill(pid, 9)
                        self.kills += 1
                        self.next_kill = self.chance.randrange(self.mean // 2, self.mean * 3 // 2)

                def one_by_one(self, start, end):
                    results = [(n, self.pool.apply_async(task, (n,))) for n in range(start, end)]
                    for n, result in results:
                        try:
                            value, pid = result.get(120)
                        except WorkerLostError:
                            self.lost[n] += 1
                        else:
                            assert value == n
                            self.answered(n, pid)

                def by_iterator(self, start, end):
                    results = self.pool.imap_unordered(task, range(start, end))
                    lost = 0
                    while True:
                        try:
                            self.answered(*results.next(120))
                        except WorkerLostError:
                            lost += 1
                        except StopIteration:
                            break
                    missing = [n for n in range(start, end) if not self.answers[n]]
                    assert len(missing) == lost, (len(missing), lost)
                    for n in missing:
                        self.lost[n] += 1

                def wave(self, start, end, iterator):
                    (self.by_iterator if iterator else self.one_by_one)(start, end)

                def check(self):
                    self.pool.close()
                    self.pool.join()
                    for n, answers, lost, runs in zip(range(len(self.runs)), self.answers, self.lost, self.runs):
                        assert answers + lost == 1, (n, answers, lost)
                        assert runs == 1 or lost and runs == 0, (n, runs, lost)
                    return [sum(self.answers), sum(self.lost), self.kills]
            Fire
            """;

    @Test
    void eachTaskIsAnsweredOrLostOnce() throws InterruptedException {
        try (GraalPyRuntime runtime = GraalPyRuntime.newBuilder().contextSettings(() -> Context.newBuilder("python")
                .allowHostAccess(HostAccess.EXPLICIT).allowIO(IOAccess.ALL).allowCreateThread(true)).build();
                Context context = runtime.open()) {
            Value fire = context.eval("python", PROGRAM).newInstance(TASKS, 7, MEAN_TASKS_PER_KILL);
            long heap = 0;
            for (int n = 0; n < TASKS; n += WAVE) {
                if (n == WARM_UP) {
                    heap = Heap.atRest();
                }
                fire.invokeMember("wave", n, n + WAVE, n / WAVE % 2 == 1);
            }
            long grown = Heap.atRest() - heap;
            int[] sums = fire.invokeMember("check").as(int[].class);
            assertEquals(TASKS, sums[0] + sums[1]);
            assertTrue(sums[2] > 30, "kills: " + sums[2]);
            assertTrue(sums[1] <= sums[2], "lost tasks: " + sums[1] + ", kills: " + sums[2]);
            // A worker is 5 to 8 MiB, and as many as there were kills would be left if they were kept.
            assertTrue(grown < 48 * Heap.MIB, "the heap grew by " + grown / Heap.MIB + " MiB");
            System.out.printf("a pool under fire: %d tasks answered, %d lost by %d kills, heap grown by %d KiB%n",
                    sums[0], sums[1], sums[2], grown / 1024);
        }
    }
}
