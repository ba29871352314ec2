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
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client of a host: its ends, and the threads that wait for its processes. */
final class Guest implements Link.Receiver {

    /** An end and the channel it is of. */
    private record Joined<T>(ChannelEnd<T> end, ChannelHost.Hosted<T> hosted) {

        Guard guard(byte[] bytes) {
            return end instanceof ChannelReader<T> reader
                    ? new InputGuard<>(reader)
                    : new OutputGuard<>((ChannelWriter<T>) end, hosted.decode().apply(bytes));
        }

        @SuppressWarnings("unchecked")
        byte[] encode(Object message) {
            return end.isReader() ? hosted.encode().apply((T) message) : null;
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
            agents.remove(number);
            link.send(reply);
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
                return about(null, Wire.INTERRUPTED);
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
            case Wire.RETIRE -> act(number, in.readInt(), ChannelEnd::retire);
            case Wire.GOODBYE -> {
                ends.values().forEach(joined -> joined.end.retire());
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
        ChannelEnd<T> end = reading ? hosted.channel().reader() : hosted.channel().writer();
        int number = endNumbers.incrementAndGet();
        ends.put(number, new Joined<>(end, hosted));
        if (gone) {
            end.lose();
        }
        return number;
    }

    private void choose(int number, DataInputStream in) throws IOException {
        long nanos = in.readLong();
        int size = in.readInt();
        List<Joined<?>> chosen = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            chosen.add(end(in.readInt()));
            messages.add(Wire.readBytes(in));
        }
        Agent agent = new Agent(number, chosen, messages, nanos);
        agents.put(number, agent);
        agent.thread.start();
        if (gone) {
            agent.cancel();
        }
    }

    private void cancel(int number) {
        Agent agent = agents.get(number);
        if (agent != null) {
            agent.cancel();
        }
    }

    private void act(int number, int end, Consumer<ChannelEnd<?>> action) throws IOException {
        action.accept(end(end).end);
        link.send(done(number, 0));
    }

    private Joined<?> end(int number) throws IOException {
        Joined<?> joined = ends.get(number);
        if (joined == null) {
            throw new IOException("an unknown end " + number);
        }
        return joined;
    }

    @Override
    public void lost() {
        gone = true;
        host.left(this);
        agents.values().forEach(Agent::cancel);
        ends.values().forEach(joined -> joined.end.lose());
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
