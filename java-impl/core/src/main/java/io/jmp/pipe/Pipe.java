package io.jmp.pipe;

import io.jmp.channel.Channel;
import io.jmp.process.JvmProcess;

/**
 * A pipe: two connections, each of which receives what the other sends.
 *
 * @param first the first connection; of a one-way pipe the one that receives
 * @param second the second connection; of a one-way pipe the one that sends
 */
public record Pipe(Connection first, Connection second) {

    /** A sender waits when this many bytes are unread; CPython's pipes hold 64 KiB, its socket pairs about 200. */
    static final long CAPACITY_BYTES = 1 << 20;

    /**
     * Opens a pipe, both ends in one process.
     *
     * @param duplex whether both ends send and receive
     * @param owner the process whose end closes the connections; null for none
     * @return the pipe
     */
    public static Pipe open(boolean duplex, JvmProcess owner) {
        Channel forth = Channel.ofBytes(CAPACITY_BYTES);
        Channel back = duplex ? Channel.ofBytes(CAPACITY_BYTES) : null;
        return new Pipe(Connection.open(new PipeEnd(forth, back), owner), Connection.open(new PipeEnd(back, forth), owner));
    }
}
