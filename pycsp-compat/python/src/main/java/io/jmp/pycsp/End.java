package io.jmp.pycsp;

import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.parcel.Shared;

/** An end of a channel in the hands of Python. Sent to another interpreter, it is the same end there. */
public final class End implements Shared {

    final PythonChannel channel;
    private final ChannelEnd<Message> end;

    End(PythonChannel channel, ChannelEnd<Message> end) {
        this.channel = channel;
        this.end = end;
    }

    ChannelEnd<Message> end() {
        return end;
    }

    ChannelReader<Message> reader() {
        return (ChannelReader<Message>) end;
    }

    ChannelWriter<Message> writer() {
        return (ChannelWriter<Message>) end;
    }

    @Override
    public String rebuilder() {
        return "pycsp.parallel.channel._rebuild_end";
    }
}
