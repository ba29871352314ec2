package io.jmp.csp.net;

import io.jmp.csp.Alternation;
import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelException;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelPoisonException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.Guard;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.ProcessThreads;
import io.jmp.csp.Selection;
import io.jmp.csp.TimeoutGuard;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client of a host: its ends, and the threads that wait for its processes. */
final class Guest implements Link.Receiver {

    /** An end that the guest has joined or adopted. */
    private static final class Joined<T> {

        private final ChannelEnd<T> end;
        private final Codec<T> codec;
        /** Whether somebody else is going to have it: then it is not lost with this guest. */
        private volatile boolean lent;

        Joined(ChannelEnd<T> end, Codec<T> codec) {
            this.end = end;
            this.codec = codec;
        }

        Guard guard(byte[] bytes) {
            return end instanceof ChannelReader<T> reader
                    ? new InputGuard<>(reader)
                    : new OutputGuard<>((ChannelWriter<T>) end, codec.decode(bytes));
        }

        @SuppressWarnings("unchecked")
        byte[] encode(Object message) {
            return end.isReader() ? codec.encode((T) message) : null;
        }

        long lend(ChannelHost host) {
            lent = true;
            return host.lend(end, codec);
        }

        Joined<T> another(boolean reading) {
            return new Joined<>(reading ? end.channel().reader() : end.channel().writer(), codec);
        }
    }

    /** A choice that a thread does for a remote process. */
    private final class Agent {

        private final int number;
        private final List<Joined<?>> ends;
        /** What to write, for each end. */
        private final List<byte[]> messages;
        private final long nanos;
        private final Thread thread;
        private boolean finished;

        Agent(int number, List<Joined<?>> ends, List<byte[]> messages, long nanos) {
            this.number = number;
            this.ends = ends;
            this.messages = messages;
            this.nanos = nanos;
            thread = ProcessThreads.best().newThread("remote " + name, this::run);
        }

        private void run() {
            Link.Content reply;
            try {
                reply = choose();
            } catch (RuntimeException e) {
                reply = failed(number, e.toString());
            }
            link.send(reply);
            agents.remove(number);
        }

        private Link.Content choose() {
            try {
                Selection selection = new Alternation(guards()).priSelect();
                int index = selection.index() < ends.size() ? selection.index() : -1;
                byte[] message = index < 0 ? null : ends.get(index).encode(selection.message());
                return out -> {
                    out.writeInt(number);
                    out.writeByte(Wire.DONE);
                    out.writeInt(index);
                    Wire.writeBytes(out, message);
                };
            } catch (ChannelException e) {
                return about(e.channel(), word(e));
            } catch (InterruptedException e) {
                return about(null, host.isClosing() ? Wire.LOST : Wire.INTERRUPTED);
            } finally {
                finish();
            }
        }

        private List<Guard> guards() {
            List<Guard> guards = new ArrayList<>();
            for (int i = 0; i < ends.size(); i++) {
                guards.add(ends.get(i).guard(messages.get(i)));
            }
            if (nanos >= 0) {
                guards.add(new TimeoutGuard(Duration.ofNanos(nanos)));
            }
            return guards;
        }

        private Link.Content about(Channel<?> channel, byte word) {
            int index = 0;
            for (int i = 0; i < ends.size(); i++) {
                if (ends.get(i).end.channel() == channel) {
                    index = i;
                }
            }
            int found = index;
            return out -> {
                out.writeInt(number);
                out.writeByte(word);
                out.writeInt(found);
            };
        }

        private synchronized void finish() {
            finished = true;
            Thread.interrupted();
        }

        synchronized void cancel() {
            if (!finished) {
                thread.interrupt();
            }
        }
    }

    private final ChannelHost host;
    private final String name;
    private final Link link;
    private final Map<Integer, Joined<?>> ends = new ConcurrentHashMap<>();
    /** Set before its ends and agents are let go; one that is made meanwhile sees it. */
    private volatile boolean gone;
    private final AtomicInteger endNumbers = new AtomicInteger();
    private final Map<Integer, Agent> agents = new ConcurrentHashMap<>();

    Guest(ChannelHost host, String name, Socket socket, DataInputStream in, DataOutputStream out) {
        this.host = host;
        this.name = name;
        this.link = new Link(socket, in, out, this);
    }

    void start() throws IOException {
        link.start("csp-guest");
    }

    /** Gives up what its processes wait for. */
    void farewell() {
        agents.values().forEach(Agent::cancel);
    }

    /** Ends the connection when the guest has been told what it has done, or at a time of {@link System#nanoTime}. */
    void close(long deadline) {
        try {
            for (Agent agent : agents.values()) {
                TimeUnit.NANOSECONDS.timedJoin(agent.thread, deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close(deadline);
    }

    /** Ends the connection at once. */
    void close() {
        link.close();
    }

    @Override
    public void received(DataInputStream in) throws IOException {
        byte word = in.readByte();
        int number = in.readInt();
        switch (word) {
            case Wire.OPEN -> open(number, in.readUTF());
            case Wire.JOIN -> join(number, in.readUTF(), in.readBoolean());
            case Wire.CHOOSE -> choose(number, in);
            case Wire.CANCEL -> cancel(number);
            case Wire.POISON -> act(number, in.readInt(), ChannelEnd::poison);
            case Wire.RETIRE -> {
                int end = in.readInt();
                act(number, end, ChannelEnd::retire);
                ends.remove(end);
            }
            case Wire.LEND -> lend(number, in.readInt());
            case Wire.ADOPT -> adopt(number, in.readLong());
            case Wire.JOIN_BESIDE -> joinBeside(number, in.readInt(), in.readBoolean());
            case Wire.GOODBYE -> {
                own(ChannelEnd::retire);
                close();
            }
            default -> throw new IOException("an unknown request " + word);
        }
    }

    private void open(int number, String channel) {
        ChannelHost.Hosted<?> hosted = host.find(channel);
        link.send(hosted == null ? unknown(number, channel) : done(number, hosted.channel().capacity()));
    }

    private void join(int number, String channel, boolean reading) {
        ChannelHost.Hosted<?> hosted = host.find(channel);
        link.send(hosted == null ? unknown(number, channel) : done(number, join(hosted, reading)));
    }

    private <T> int join(ChannelHost.Hosted<T> hosted, boolean reading) {
        return keep(new Joined<>(reading ? hosted.channel().reader() : hosted.channel().writer(), hosted.codec()));
    }

    private int keep(Joined<?> joined) {
        int number = endNumbers.incrementAndGet();
        ends.put(number, joined);
        if (gone) {
            joined.end.lose();
        }
        return number;
    }

    private void joinBeside(int number, int end, boolean reading) {
        Joined<?> joined = ends.get(end);
        link.send(joined == null
                ? failed(number, "the end by which the channel is known has retired")
                : done(number, keep(joined.another(reading))));
    }

    private void lend(int number, int end) {
        Joined<?> joined = ends.get(end);
        link.send(joined == null
                ? failed(number, "the end has retired")
                : done(number, 0, ByteBuffer.allocate(Long.BYTES).putLong(joined.lend(host)).array()));
    }

    private void adopt(int number, long ticket) throws IOException {
        ChannelHost.Lent<?> lent = host.take(ticket);
        link.send(lent == null ? failed(number, "the end is not to be had") : adopt(number, lent));
    }

    private <T> Link.Content adopt(int number, ChannelHost.Lent<T> lent) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(lent.end().channel().name());
        out.writeInt(lent.end().channel().capacity());
        out.writeBoolean(lent.end().isReader());
        return done(number, keep(new Joined<>(lent.end(), lent.codec())), bytes.toByteArray());
    }

    /** Does something to the ends that are this guest's alone. */
    private void own(Consumer<ChannelEnd<?>> action) {
        for (Joined<?> joined : ends.values()) {
            if (!joined.lent) {
                action.accept(joined.end);
            }
        }
    }

    private void choose(int number, DataInputStream in) throws IOException {
        long nanos = in.readLong();
        int size = in.readInt();
        List<Joined<?>> chosen = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Joined<?> joined = ends.get(in.readInt());
            if (joined == null) {
                retired(number, i);
                return;
            }
            chosen.add(joined);
            messages.add(Wire.readBytes(in));
        }
        Agent agent = new Agent(number, chosen, messages, nanos);
        agents.put(number, agent);
        agent.thread.start();
        if (gone || host.isClosing()) {
            agent.cancel();
        }
    }

    private void cancel(int number) {
        Agent agent = agents.get(number);
        if (agent != null) {
            agent.cancel();
        }
    }

    private void retired(int number, int index) {
        link.send(out -> {
            out.writeInt(number);
            out.writeByte(Wire.RETIRED);
            out.writeInt(index);
        });
    }

    private void act(int number, int end, Consumer<ChannelEnd<?>> action) {
        Joined<?> joined = ends.get(end);
        if (joined != null) {
            action.accept(joined.end);
        }
        link.send(done(number, 0));
    }

    @Override
    public void lost() {
        gone = true;
        host.left(this);
        agents.values().forEach(Agent::cancel);
        own(ChannelEnd::lose);
    }

    private static byte word(ChannelException e) {
        return e instanceof ChannelPoisonException ? Wire.POISONED : e instanceof ChannelLostException ? Wire.LOST : Wire.RETIRED;
    }

    private static Link.Content done(int number, int result) {
        return out -> {
            out.writeInt(number);
            out.writeByte(Wire.DONE);
            out.writeInt(result);
        };
    }

    private static Link.Content done(int number, int result, byte[] more) {
        return out -> {
            out.writeInt(number);
            out.writeByte(Wire.DONE);
            out.writeInt(result);
            Wire.writeBytes(out, more);
        };
    }

    private static Link.Content unknown(int number, String channel) {
        return failed(number, "there is no channel " + channel);
    }

    private static Link.Content failed(int number, String message) {
        return out -> {
            out.writeInt(number);
            out.writeByte(Wire.FAILED);
            out.writeUTF(message.length() > 1000 ? message.substring(0, 1000) : message);
        };
    }
}
