package io.jmp.pycsp;

import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.net.ChannelConnectException;
import io.jmp.python.PythonError;
import java.net.InetSocketAddress;

/** What the kernel raises, as Python's exceptions. Those about another JVM begin with its address. */
final class Failures {

    private static final String MODULE = "pycsp.parallel.exceptions.";
    private static final PythonError POISONED = new PythonError(MODULE + "ChannelPoisonException", "");
    private static final PythonError RETIRED = new PythonError(MODULE + "ChannelRetireException", "");

    private Failures() {}

    /** An exception of an operation; one that is not known comes back itself. */
    static RuntimeException of(RuntimeException e, PythonChannel... channels) {
        if (e instanceof ChannelPoisonException) {
            return POISONED;
        } else if (e instanceof ChannelRetireException) {
            return RETIRED;
        } else if (e instanceof ChannelLostException lost) {
            for (PythonChannel channel : channels) {
                if (channel != null && channel.channel == lost.channel()) {
                    return new PythonError(MODULE + "ChannelLostException", at(channel.address()) + e.getMessage() + ":");
                }
            }
            return new PythonError(MODULE + "ChannelLostException", at(null) + e.getMessage() + ":");
        } else if (e instanceof ChannelConnectException) {
            return new PythonError(MODULE + "ChannelConnectException",
                    at(channels.length == 0 ? null : channels[0].address()) + e.getMessage() + ":");
        } else if (e instanceof IllegalArgumentException) {
            return new PythonError(MODULE + "InfoException", e.getMessage());
        } else if (e instanceof IllegalStateException) {
            return new PythonError(MODULE + "FatalException", e.getMessage());
        }
        return e;
    }

    private static String at(InetSocketAddress address) {
        return address == null ? "? ? " : address.getAddress().getHostAddress() + " " + address.getPort() + " ";
    }
}
