package io.jmp.net;

import io.jmp.pipe.Connection;
import io.jmp.process.JvmProcess;
import io.jmp.python.PythonError;
import io.jmp.wait.Parking;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;

/** Makes addresses and connections. Stateless. */
final class Sockets {

    private Sockets() {}

    /**
     * The address of a host and a port, by IP version 4 as Python's AF_INET.
     *
     * @param host a name or an address; empty for all addresses of this machine
     * @throws PythonError {@code socket.gaierror} if there is no such host, {@code OverflowError} for a port out of range
     */
    static InetSocketAddress inet(String host, long port, String function) {
        if (port < 0 || port > 0xffff) {
            throw new PythonError("OverflowError", function + "(): port must be 0-65535.");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host.isEmpty() ? "0.0.0.0" : host)) {
                if (address instanceof Inet4Address) {
                    return new InetSocketAddress(address, (int) port);
                }
            }
            throw new PythonError("socket.gaierror", "[Errno -9] Address family for hostname not supported");
        } catch (UnknownHostException e) {
            throw new PythonError("socket.gaierror", "[Errno -2] Name or service not known");
        }
    }

    /** The address of a socket in the file system. */
    static UnixDomainSocketAddress unix(String path) {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) {
            throw new PythonError("ValueError", "embedded null byte");
        }
    }

    /**
     * Connects to an address; waits until the other side takes the connection, or has room for those that wait.
     *
     * @throws PythonError {@code ConnectionRefusedError}, {@code FileNotFoundError} or another {@code OSError}
     * @throws InterruptedException if interrupted while waiting
     */
    static Connection connect(SocketAddress address, JvmProcess owner) throws InterruptedException {
        SocketChannel[] connected = {null};
        try {
            Parking.block(() -> connected[0] = attempt(address));
            return connection(connected[0], owner);
        } catch (IOException e) {
            throw SocketErrors.of(e);
        }
    }

    /** A blocking attempt on a channel of its own: an interruption closes that, and leaves nothing behind. */
    private static SocketChannel attempt(SocketAddress address) throws InterruptedException {
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            SocketChannel channel = SocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
            try {
                channel.connect(address);
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw SocketErrors.of(e);
        }
    }

    /** A connection over a connected channel. */
    static Connection connection(SocketChannel channel, JvmProcess owner) throws IOException {
        if (!(channel.getRemoteAddress() instanceof UnixDomainSocketAddress)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return Connection.open(new SocketEnd(channel), owner);
    }
}
