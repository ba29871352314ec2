package io.jmp.pycsp;

import io.jmp.csp.Waiting;
import io.jmp.csp.net.ChannelConnectException;
import io.jmp.python.Blocking;
import io.jmp.python.Kernel;
import io.jmp.python.PythonError;
import io.jmp.wait.Deadline;
import io.jmp.wait.Timeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** What the Python package calls for channels between JVMs. See {@link io.jmp.python} for the rules. */
public final class NetworkCalls {

    private static final String CONNECT_ERROR = "pycsp.parallel.exceptions.ChannelConnectException";
    private static final String BIND_ERROR = "pycsp.parallel.exceptions.ChannelBindException";

    private final Kernel kernel;
    private NetworkSide side;

    NetworkCalls(Kernel kernel) {
        this.kernel = kernel;
    }

    private synchronized NetworkSide side() {
        if (side == null) {
            NetworkSide made = new NetworkSide();
            if (kernel.self() != null) {
                kernel.self().onExit(() -> made.close(false));
            }
            side = made;
        }
        return side;
    }

    private void checkAllowed() {
        if (!kernel.permissions().sockets()) {
            throw new PythonError("PermissionError", "[Errno 1] this interpreter may not open sockets: whoever embeds it has to allow them");
        }
    }

    /** Sets the key of connections that are made from now on; null for none. */
    public void useKey(byte[] key) {
        side().useKey(key);
    }

    /** A channel was given a name: it can be found, from the time on that the interpreter hosts channels. */
    public void name(PythonChannel channel) {
        side().name(channel);
    }

    /** Begins to host channels, if the interpreter does not yet; tries for some seconds. */
    @Blocking
    public void open(String host, int port, double timeout, double delay) throws InterruptedException {
        checkAllowed();
        try {
            persist(timeout, delay, () -> side().open(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new PythonError(BIND_ERROR, (host.isEmpty() ? "127.0.0.1" : host) + " " + port + " cannot host channels: " + e.getMessage()
                    + " at");
        }
    }

    /** Host and port at which a channel is to be found; open first. */
    public Object[] address(PythonChannel channel) {
        if (channel.isRemote()) {
            return pair(channel.connection().address());
        }
        InetSocketAddress address = side().address();
        if (address == null || !side().publish(channel)) {
            throw new PythonError(BIND_ERROR, "? ? another channel of this interpreter has the name " + channel.channel.name() + ":");
        }
        return pair(address);
    }

    private static Object[] pair(InetSocketAddress address) {
        return new Object[] {address.getAddress().getHostAddress(), address.getPort()};
    }

    /** Joins a channel that another JVM hosts; tries for some seconds. */
    @Blocking
    public PythonChannel connect(String name, String host, int port, double timeout, double delay) throws InterruptedException {
        checkAllowed();
        PythonChannel[] channel = new PythonChannel[1];
        try {
            persist(timeout, delay, () -> channel[0] = side().connect(host, port, name));
        } catch (IOException | ChannelConnectException | IllegalArgumentException e) {
            throw new PythonError(CONNECT_ERROR, host + " " + port + " " + e.getMessage() + ":");
        }
        return channel[0];
    }

    @Blocking
    public void disconnect(End end) {
        end.end().disconnect();
    }

    /** Ends what the interpreter has to do with other JVMs, in good order. */
    @Blocking
    public void close() {
        NetworkSide closing;
        synchronized (this) {
            closing = side;
        }
        if (closing != null) {
            closing.close(true);
        }
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    /** Tries again and again what fails. */
    private static void persist(double timeout, double delay, Attempt attempt) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(Timeouts.nanos(Math.max(0, timeout)));
        while (true) {
            try {
                attempt.run();
                return;
            } catch (IOException | ChannelConnectException e) {
                if (deadline.left() <= 0) {
                    throw e;
                }
            }
            Deadline pause = Deadline.in(Math.min(deadline.left(), Timeouts.nanos(Math.max(0.001, delay))));
            Waiting.block(() -> {
                while (pause.left() > 0) {
                    TimeUnit.NANOSECONDS.sleep(pause.left());
                }
            });
        }
    }
}
