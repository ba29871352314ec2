package io.jmp.csp.bench;

import io.jmp.csp.ProcessThreads;
import java.util.ArrayList;
import java.util.List;
import org.jcsp.lang.Alternative;
import org.jcsp.lang.AltingChannelInput;
import org.jcsp.lang.Any2OneChannel;
import org.jcsp.lang.CSProcess;
import org.jcsp.lang.Channel;
import org.jcsp.lang.ChannelInput;
import org.jcsp.lang.ChannelOutput;
import org.jcsp.lang.Guard;
import org.jcsp.lang.One2OneChannel;
import org.jcsp.lang.PoisonException;

/** JCSP, with its fastest channels that can be poisoned. Its processes run on threads of the wanted kind. */
final class JcspLibrary implements Library {

    private static final int POISON = 1;

    @Override
    public int commstime(ProcessThreads threads, int rounds) {
        One2OneChannel<Integer> a = Channel.one2one(0);
        One2OneChannel<Integer> b = Channel.one2one(0);
        One2OneChannel<Integer> c = Channel.one2one(0);
        One2OneChannel<Integer> d = Channel.one2one(0);
        ChannelInput<Integer> inA = a.in();
        ChannelInput<Integer> inB = b.in();
        ChannelInput<Integer> inC = c.in();
        ChannelInput<Integer> inD = d.in();
        ChannelOutput<Integer> outA = a.out();
        ChannelOutput<Integer> outB = b.out();
        ChannelOutput<Integer> outC = c.out();
        ChannelOutput<Integer> outD = d.out();
        int[] last = {0};
        run(threads, List.of(
                () -> {
                    try {
                        outA.write(0);
                        while (true) {
                            outA.write(inB.read());
                        }
                    } catch (PoisonException e) {
                        inB.poison(POISON);
                        outA.poison(POISON);
                    }
                },
                () -> {
                    try {
                        while (true) {
                            Integer number = inA.read();
                            outC.write(number);
                            outD.write(number);
                        }
                    } catch (PoisonException e) {
                        inA.poison(POISON);
                        outC.poison(POISON);
                        outD.poison(POISON);
                    }
                },
                () -> {
                    try {
                        while (true) {
                            outB.write(inC.read() + 1);
                        }
                    } catch (PoisonException e) {
                        inC.poison(POISON);
                        outB.poison(POISON);
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        last[0] = inD.read();
                    }
                    inD.poison(POISON);
                }));
        return last[0];
    }

    @Override
    public int stressedChoice(ProcessThreads threads, int channels, int writersEach, int messages) {
        List<AltingChannelInput<Integer>> ends = new ArrayList<>();
        List<CSProcess> processes = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            Any2OneChannel<Integer> channel = Channel.any2one(0);
            ends.add(channel.in());
            for (int k = 0; k < writersEach; k++) {
                ChannelOutput<Integer> out = channel.out();
                processes.add(() -> {
                    try {
                        for (int number = 0; ; number++) {
                            out.write(number);
                        }
                    } catch (PoisonException e) {
                        // It ends.
                    }
                });
            }
        }
        int[] read = {0};
        processes.add(() -> {
            Alternative choice = new Alternative(ends.toArray(new Guard[0]));
            while (read[0] < messages) {
                ends.get(choice.fairSelect()).read();
                read[0]++;
            }
            ends.forEach(end -> end.poison(POISON));
        });
        run(threads, processes);
        return read[0];
    }

    private static void run(ProcessThreads kind, List<CSProcess> processes) {
        List<Thread> threads = processes.stream().map(process -> kind.newThread("jcsp", process::run)).toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
