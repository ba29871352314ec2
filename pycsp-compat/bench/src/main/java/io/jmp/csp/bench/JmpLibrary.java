package io.jmp.csp.bench;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.Parallel;
import io.jmp.csp.ProcessThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The kernel of jmp. */
final class JmpLibrary implements Library {

    @Override
    public int commstime(ProcessThreads threads, int rounds) {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        Channel<Integer> c = Channel.rendezvous();
        Channel<Integer> d = Channel.rendezvous();
        ChannelReader<Integer> inA = a.reader();
        ChannelReader<Integer> inB = b.reader();
        ChannelReader<Integer> inC = c.reader();
        ChannelReader<Integer> inD = d.reader();
        ChannelWriter<Integer> outA = a.writer();
        ChannelWriter<Integer> outB = b.writer();
        ChannelWriter<Integer> outC = c.writer();
        ChannelWriter<Integer> outD = d.writer();
        Parallel network = new Parallel(threads)
                .add("prefix", () -> {
                    outA.write(0);
                    while (true) {
                        outA.write(inB.read());
                    }
                }, inB, outA)
                .add("delta2", () -> {
                    while (true) {
                        Integer number = inA.read();
                        outC.write(number);
                        outD.write(number);
                    }
                }, inA, outC, outD)
                .add("successor", () -> {
                    while (true) {
                        outB.write(inC.read() + 1);
                    }
                }, inC, outB)
                .addCall("consumer", () -> {
                    int last = 0;
                    for (int i = 0; i < rounds; i++) {
                        last = inD.read();
                    }
                    inD.poison();
                    return last;
                });
        return (Integer) run(network).get(3);
    }

    @Override
    public int stressedChoice(ProcessThreads threads, int channels, int writersEach, int messages) {
        List<InputGuard<Integer>> guards = new ArrayList<>();
        Parallel network = new Parallel(threads);
        for (int i = 0; i < channels; i++) {
            Channel<Integer> channel = Channel.rendezvous();
            guards.add(new InputGuard<>(channel.reader()));
            for (int k = 0; k < writersEach; k++) {
                ChannelWriter<Integer> out = channel.writer();
                network.add("writer", () -> {
                    for (int number = 0; ; number++) {
                        out.write(number);
                    }
                });
            }
        }
        network.addCall("reader", () -> {
            Alternation choice = new Alternation(guards);
            int read = 0;
            while (read < messages) {
                choice.fairSelect();
                read++;
            }
            guards.stream().map(InputGuard::end).forEach(ChannelEnd::poison);
            return read;
        });
        return (Integer) run(network).get(channels * writersEach);
    }

    private static List<Object> run(Parallel network) {
        try {
            return network.run();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
