package io.jmp.csp.net;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.RemoteChoice;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** A channel that another JVM hosts. */
final class RemoteChannel extends Channel<byte[]> {

    private final RemoteChannels host;
    private final int capacity;
    /** The host's numbers of the ends. */
    private final Map<ChannelEnd<?>, Integer> numbers = Collections.synchronizedMap(new WeakHashMap<>());

    RemoteChannel(RemoteChannels host, String name, int capacity) {
        super(name);
        this.host = host;
        this.capacity = capacity;
        share();
    }

    int number(ChannelEnd<?> end) {
        return numbers.get(end);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    protected void join(ChannelEnd<byte[]> end) {
        numbers.put(end, host.join(name(), end.isReader()));
    }

    @Override
    protected byte[] read(ChannelReader<byte[]> end) throws InterruptedException {
        return (byte[]) host.choose(List.of(new InputGuard<>(end)), -1).message();
    }

    @Override
    protected void write(ChannelWriter<byte[]> end, byte[] message) throws InterruptedException {
        host.choose(List.of(new OutputGuard<>(end, message)), -1);
    }

    @Override
    protected void poison(ChannelEnd<byte[]> end) {
        host.act(Wire.POISON, number(end));
    }

    @Override
    protected void retire(ChannelEnd<byte[]> end) {
        host.act(Wire.RETIRE, number(end));
    }

    @Override
    protected void lose(ChannelEnd<byte[]> end) {
        retire(end);
    }

    @Override
    protected void disconnect(ChannelEnd<byte[]> end) {}

    @Override
    protected RemoteChoice remoteChoice() {
        return host;
    }
}
