package io.jmp.csp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.ChannelWriter;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ends that go to other JVMs, and ends that are disconnected. */
class NetworkEndsTest extends TwoSides {

    @Test
    void aLentEndIsTheSameEnd() throws Exception {
        Channel<byte[]> own = Channel.buffered(2);
        ChannelWriter<byte[]> out = own.writer();
        ChannelReader<byte[]> in = own.reader();
        long ticket = host.lend(out, Codec.BYTES);
        ChannelWriter<byte[]> remote = (ChannelWriter<byte[]>) client.end(ticket, Codec.BYTES);
        assertEquals(own.name(), remote.channel().name());
        remote.write(bytes(1));
        assertArrayEquals(bytes(1), in.read());
        assertThrows(ChannelConnectException.class, () -> client.end(ticket, Codec.BYTES));
        ChannelWriter<byte[]> second = remote.another();
        remote.retire();
        assertThrows(ChannelRetireException.class, () -> out.write(bytes(2)));
        assertThrows(ChannelRetireException.class, () -> remote.write(bytes(2)));
        second.write(bytes(3));
        assertArrayEquals(bytes(3), in.read());
        second.retire();
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void anEndMovesOnToAThirdJvm() throws Exception {
        ChannelReader<byte[]> in = a.reader();
        ChannelWriter<byte[]> remote = remoteA.writer();
        RemoteChannels third = RemoteChannels.connect(host.address(), KEY);
        ChannelWriter<byte[]> moved = (ChannelWriter<byte[]>) third.end(client.lend(remote), Codec.BYTES);
        client.abort();
        FutureTask<Void> written = write(moved, 7);
        assertArrayEquals(bytes(7), in.read());
        written.get();
        FutureTask<byte[]> read = start(in::read);
        third.abort();
        assertFailsWith(ChannelLostException.class, read);
    }

    @Test
    void aDisconnectedEndIsNotLost() throws Exception {
        ChannelReader<byte[]> in = a.reader();
        ChannelWriter<byte[]> out = remoteA.writer();
        FutureTask<Void> first = write(out, 1);
        assertArrayEquals(bytes(1), in.read());
        first.get();
        out.disconnect();
        out.disconnect();
        while (!host.isIdle()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        FutureTask<byte[]> read = start(in::read);
        FutureTask<Void> again = write(out, 2);
        assertArrayEquals(bytes(2), read.get());
        again.get();
        out.disconnect();
        out.retire();
        assertThrows(ChannelRetireException.class, in::read);
    }

    @Test
    void aDisconnectedEndWhoseHostIsLostRaises() throws Exception {
        ChannelWriter<byte[]> out = remoteA.writer();
        out.disconnect();
        host.close();
        assertThrows(ChannelLostException.class, () -> out.write(bytes(1)));
        out.poison();
        out.retire();
    }
}
