package io.jmp.csp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.SkipGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of channels between JVMs share: a host with two channels, and a client of it, in one JVM, by sockets. */
@Timeout(60)
abstract class TwoSides {

    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final byte[] KEY = "secret".getBytes(UTF_8);

    final Channel<byte[]> a = Channel.of("a", 0);
    final Channel<byte[]> b = Channel.of("b", 2);
    ChannelHost host;
    RemoteChannels client;
    Channel<byte[]> remoteA;
    Channel<byte[]> remoteB;

    @BeforeEach
    void connect() throws IOException {
        host = ChannelHost.open(LOOPBACK, KEY);
        host.publish("a", a);
        host.publish("b", b);
        client = RemoteChannels.connect(host.address(), KEY);
        remoteA = client.channel("a");
        remoteB = client.channel("b");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        host.close();
    }

    static byte[] bytes(int number) {
        return new byte[] {(byte) number};
    }

    static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static FutureTask<Void> write(ChannelWriter<byte[]> out, int... numbers) {
        return start(() -> {
            for (int number : numbers) {
                out.write(bytes(number));
            }
            return null;
        });
    }

    static void assertFailsWith(Class<?> expected, FutureTask<?> task) {
        assertEquals(expected, assertThrows(ExecutionException.class, task::get).getCause().getClass());
    }

    /** Until an operation of the client waits at the host. */
    static void untilWaiting(Channel<byte[]> channel, boolean reader) throws Exception {
        ChannelReader<byte[]> in = channel.reader();
        ChannelWriter<byte[]> out = channel.writer();
        Alternation probe = reader
                ? new Alternation(new OutputGuard<>(out, bytes(99)), new SkipGuard())
                : new Alternation(new InputGuard<>(in), new SkipGuard());
        while (probe.priSelect().index() == 1) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
