package io.jmp.net;

import io.jmp.pipe.Connection;
import io.jmp.process.JvmProcess;
import io.jmp.python.Blocking;
import io.jmp.python.PythonError;
import io.jmp.wait.Timeouts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.function.Supplier;

/**
 * What the Python package calls for sockets. See {@link io.jmp.python} for the rules. What sends and receives over them is
 * {@link io.jmp.pipe.PipeCalls}.
 */
public final class SocketCalls {

    private static final Object[] UNNAMED = {};

    private final Supplier<JvmProcess> self;
    private final boolean allowed;

    /**
     * @param self the process that calls
     * @param allowed whether it may open sockets
     */
    public SocketCalls(Supplier<JvmProcess> self, boolean allowed) {
        this.self = self;
        this.allowed = allowed;
    }

    private void checkAllowed() {
        if (!allowed) {
            throw new PythonError("PermissionError", "[Errno 1] this interpreter may not open sockets:"
                    + " whoever embeds it has to allow them");
        }
    }

    /** Listens on TCP. */
    public SocketListener listenInet(String host, long port, int backlog) {
        checkAllowed();
        return SocketListener.listen(Sockets.inet(host, port, "bind"), backlog, self.get());
    }

    /** Listens at a path of the file system, which must not exist. */
    public SocketListener listenUnix(String path, int backlog) {
        checkAllowed();
        return SocketListener.listen(Sockets.unix(path), backlog, self.get());
    }

    /** Host and port of a listener on TCP; empty for another. */
    public Object[] address(SocketListener listener) {
        return hostAndPort(listener.address());
    }

    /** The next connection, host and port of its other end (empty where it has none); null if none came in time. */
    @Blocking
    public Object[] accept(SocketListener listener, double timeout) throws InterruptedException {
        SocketListener.Accepted accepted = listener.accept(Timeouts.nanos(timeout));
        return accepted == null ? null : new Object[] {accepted.connection(), hostAndPort(accepted.peer())};
    }

    public void closeListener(SocketListener listener) {
        listener.close();
    }

    /** Connects on TCP. */
    @Blocking
    public Connection connectInet(String host, long port) throws InterruptedException {
        checkAllowed();
        return Sockets.connect(Sockets.inet(host, port, "connect"), self.get());
    }

    /** Connects to a path of the file system. */
    @Blocking
    public Connection connectUnix(String path) throws InterruptedException {
        checkAllowed();
        return Sockets.connect(Sockets.unix(path), self.get());
    }

    /** The keyed hash of a message, for a digest named as in Python. */
    public byte[] hmac(String digest, byte[] key, byte[] message) {
        return Hmac.of(digest, key, message);
    }

    /** Whether two byte strings are equal, in a time that does not tell where they differ. */
    public boolean isEqual(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    private static Object[] hostAndPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? new Object[] {inet.getAddress().getHostAddress(), inet.getPort()}
                : UNNAMED;
    }
}
