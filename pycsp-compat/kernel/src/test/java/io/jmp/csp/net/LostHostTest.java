package io.jmp.csp.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.InputGuard;
import io.jmp.csp.SkipGuard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A host that is lost, falls silent or closes. */
class LostHostTest extends TwoSides {

    @Test
    void aHostThatIsLostRaises() throws Exception {
        ChannelReader<byte[]> in = remoteA.reader();
        FutureTask<byte[]> read = start(in::read);
        untilWaiting(a, true);
        read.get();
        FutureTask<byte[]> blocked = start(in::read);
        host.close();
        assertFailsWith(ChannelLostException.class, blocked);
        assertThrows(ChannelLostException.class, in::read);
        assertThrows(ChannelLostException.class, () -> new Alternation(new InputGuard<>(in), new SkipGuard()).priSelect());
        assertThrows(ChannelConnectException.class, remoteA::reader);
        in.retire();
        assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), KEY));
    }

    @Test
    void aClosedHostWelcomesNobody() throws Exception {
        // The system may still hand over a connection while another thread closes the server.
        for (int i = 0; i < 500; i++) {
            ChannelHost closed = ChannelHost.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY);
            closed.close();
            assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(closed.address(), KEY));
        }
    }

    @Test
    void aHostThatClosesConfirmsWhatHasHappened() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (ChannelHost closing = ChannelHost.open(LOOPBACK, KEY)) {
                Channel<byte[]> c = Channel.rendezvous();
                closing.publish("c", c);
                ChannelReader<byte[]> in = RemoteChannels.connect(closing.address(), KEY).channel("c").reader();
                FutureTask<byte[]> read = start(in::read);
                c.writer().write(bytes(i));
                closing.close();
                assertArrayEquals(bytes(i), read.get());
            }
        }
    }

    private volatile boolean silent;

    @Test
    void aHostWithoutAWordIsLost() throws Exception {
        // A peer that is there, but says nothing more after the handshake, as one whose machine has died.
        try (ServerSocket relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<Socket[]> relayed = start(() -> {
                Socket near = relay.accept();
                Socket far = new Socket(host.address().getAddress(), host.address().getPort());
                for (Socket[] way : new Socket[][] {{near, far}, {far, near}}) {
                    start(() -> {
                        byte[] buffer = new byte[1000];
                        for (int n = way[0].getInputStream().read(buffer); n >= 0 && !Thread.interrupted();
                                n = way[0].getInputStream().read(buffer)) {
                            if (silent) {
                                continue;
                            }
                            way[1].getOutputStream().write(buffer, 0, n);
                        }
                        return null;
                    });
                }
                return new Socket[] {near, far};
            });
            RemoteChannels muted = RemoteChannels.connect((InetSocketAddress) relay.getLocalSocketAddress(), KEY);
            ChannelReader<byte[]> in = muted.channel("a").reader();
            silent = true;
            assertThrows(ChannelLostException.class, in::read);
            for (Socket socket : relayed.get()) {
                socket.close();
            }
        }
    }
}
