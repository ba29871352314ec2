package io.jmp.csp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.Channel;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Who gets in: keys, names, and what does not speak the protocol. */
class AdmissionTest extends TwoSides {

    @Test
    void aKeyIsNeededBeyondThisMachine() {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        assertThrows(IllegalArgumentException.class, () -> ChannelHost.open(everywhere, null));
        assertThrows(IllegalArgumentException.class, () -> ChannelHost.open(LOOPBACK, new byte[0]));
        assertThrows(IllegalArgumentException.class,
                () -> RemoteChannels.connect(new InetSocketAddress("192.0.2.1", 1), null));
    }

    @Test
    void keysHaveToAgree() throws Exception {
        ChannelConnectException e =
                assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), "guess".getBytes(UTF_8)));
        assertEquals("the host has another authentication key", e.getMessage());
        e = assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(host.address(), null));
        assertEquals("the host requires an authentication key", e.getMessage());
        try (ChannelHost open = ChannelHost.open(LOOPBACK, null)) {
            e = assertThrows(ChannelConnectException.class, () -> RemoteChannels.connect(open.address(), KEY));
            assertEquals("the host has no authentication key", e.getMessage());
            open.publish("b", b);
            RemoteChannels unkeyed = RemoteChannels.connect(open.address(), null);
            unkeyed.channel("b").writer().write(bytes(1));
            unkeyed.close();
        }
        assertArrayEquals(bytes(1), b.reader().read());
    }

    @Test
    void whatDoesNotSpeakTheProtocolIsSentAway() throws Exception {
        try (Socket socket = new Socket(host.address().getAddress(), host.address().getPort())) {
            socket.getOutputStream().write(new byte[200]);
            socket.setSoTimeout(20_000);
            while (socket.getInputStream().read() >= 0) {
                assertFalse(socket.isClosed());
            }
        }
        write(remoteB.writer(), 1).get();
    }

    @Test
    void namesAreUniqueAndHaveToExist() {
        ChannelConnectException e = assertThrows(ChannelConnectException.class, () -> client.channel("nobody"));
        assertTrue(e.getMessage().endsWith(": there is no channel nobody"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> host.publish("a", a));
        host.withdraw("a");
        host.publish("a", a);
    }

    @Test
    void aNameMayBePublishedWhenItIsAskedFor() throws Exception {
        Channel<byte[]> late = Channel.buffered(1);
        host.whenUnknown(name -> {
            if (name.equals("late")) {
                host.publish(name, late);
            }
        });
        assertThrows(ChannelConnectException.class, () -> client.channel("never"));
        client.channel("late").writer().write(bytes(5));
        assertArrayEquals(bytes(5), late.reader().read());
    }
}
