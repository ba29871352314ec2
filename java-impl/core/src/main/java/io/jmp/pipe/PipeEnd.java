package io.jmp.pipe;

import io.jmp.channel.Channel;
import io.jmp.channel.ChannelClosedException;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonError;

/**
 * One end of a pipe inside the JVM.
 *
 * <p>When the last holder is gone, the other end reads to the end of what was sent and then gets end of file, and its sends
 * fail.
 */
final class PipeEnd extends ConnectionEnd {

    /** What the other end sends, or null if this end only writes. */
    private final Channel in;
    /** What this end sends, or null if it only reads. */
    private final Channel out;

    PipeEnd(Channel in, Channel out) {
        this.in = in;
        this.out = out;
    }

    @Override
    protected boolean send(Parcel parcel, long nanos) throws InterruptedException {
        try {
            return out.send(parcel, nanos);
        } catch (ChannelClosedException e) {
            throw new PythonError("BrokenPipeError", "Broken pipe");
        }
    }

    @Override
    protected Parcel receive(long nanos, long maxLength) throws InterruptedException {
        try {
            return in.receive(nanos);
        } catch (ChannelClosedException e) {
            throw new PythonError("EOFError", "");
        }
    }

    @Override
    protected boolean isReadable() {
        return in != null;
    }

    @Override
    protected boolean isWritable() {
        return out != null;
    }

    @Override
    protected void released() {
        if (in != null) {
            in.closeReceiving();
        }
        if (out != null) {
            out.closeSending();
        }
    }

    @Override
    public boolean isReady() {
        return in == null || in.isReady();
    }

    @Override
    public void addWatcher(Runnable watcher) {
        if (in != null) {
            in.addWatcher(watcher);
        }
    }

    @Override
    public void removeWatcher(Runnable watcher) {
        if (in != null) {
            in.removeWatcher(watcher);
        }
    }
}
