package io.jmp.csp.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The words of the protocol. A request is a word, a number that the client chose, and what the word needs; a reply is the number,
 * a word, and what that needs.
 */
final class Wire {

    // Requests.
    /** Name of a channel; the reply has its capacity. */
    static final byte OPEN = 1;
    /** Name of a channel, whether to read; the reply has the number of the end. */
    static final byte JOIN = 2;
    /** Time, guards as number of the end and bytes; the reply has the index and bytes. */
    static final byte CHOOSE = 3;
    /** Gives the choice of that number up; it replies in any case. */
    static final byte CANCEL = 4;
    /** Number of the end. */
    static final byte POISON = 5;
    /** Number of the end, which is forgotten. */
    static final byte RETIRE = 6;
    /** All ends that the client still has retire; no reply. */
    static final byte GOODBYE = 7;
    /** Number of an end that somebody else is going to have; the reply has the ticket. */
    static final byte LEND = 8;
    /** Ticket; the reply has the number of the end, and its channel. */
    static final byte ADOPT = 9;
    /** Number of an end to whose channel another end joins, whether to read; the reply has the number of the end. */
    static final byte JOIN_BESIDE = 10;

    // Replies.
    static final byte DONE = 20;
    /** These three are about the guard whose index follows. */
    static final byte POISONED = 21;
    static final byte RETIRED = 22;
    static final byte LOST = 23;
    static final byte INTERRUPTED = 24;
    /** A message follows. */
    static final byte FAILED = 25;

    private Wire() {}

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
