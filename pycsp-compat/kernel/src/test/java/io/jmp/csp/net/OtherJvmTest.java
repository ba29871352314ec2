package io.jmp.csp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.ChannelWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel between two JVMs, and what happens when one of them is killed. */
@Timeout(120)
class OtherJvmTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);

    /** The other JVM: squares numbers until there are no more. */
    public static final class Squares {
        public static void main(String[] arguments) throws Exception {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
            RemoteChannels host = RemoteChannels.connect(address, KEY);
            ChannelReader<byte[]> in = host.channel("numbers").reader();
            ChannelWriter<byte[]> out = host.channel("squares").writer();
            try {
                while (true) {
                    int number = ByteBuffer.wrap(in.read()).getInt();
                    out.write(bytes(number * number));
                }
            } catch (ChannelRetireException e) {
                host.close();
            }
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private final Channel<byte[]> numbers = Channel.rendezvous();
    private final Channel<byte[]> squares = Channel.rendezvous();
    private final ChannelWriter<byte[]> out = numbers.writer();
    private final ChannelReader<byte[]> in = squares.reader();

    private Process start(ChannelHost host) throws Exception {
        host.publish("numbers", numbers);
        host.publish("squares", squares);
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Squares.class.getName(), "" + host.address().getPort())
                .inheritIO().start();
    }

    @Test
    void aServiceThatEndsByRetirement() throws Exception {
        try (ChannelHost host = ChannelHost.open(TwoSides.LOOPBACK, KEY)) {
            Process other = start(host);
            for (int i = 0; i < 100; i++) {
                out.write(bytes(i));
                assertEquals(i * i, ByteBuffer.wrap(in.read()).getInt());
            }
            out.retire();
            assertTrue(other.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, other.exitValue());
            assertThrows(ChannelRetireException.class, in::read);
        }
    }

    @Test
    void aServiceThatIsKilled() throws Exception {
        try (ChannelHost host = ChannelHost.open(TwoSides.LOOPBACK, KEY)) {
            Process other = start(host);
            out.write(bytes(3));
            assertEquals(9, ByteBuffer.wrap(in.read()).getInt());
            other.destroyForcibly();
            assertThrows(ChannelLostException.class, in::read);
            assertThrows(ChannelLostException.class, () -> out.write(bytes(4)));
        }
    }
}
