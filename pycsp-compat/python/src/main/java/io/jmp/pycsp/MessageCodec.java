package io.jmp.pycsp;

import io.jmp.csp.net.Codec;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Messages between JVMs: the pickle, after the channels and channel ends that it refers to. An end is lent by its host, a channel
 * is found by its name; both by the host's address.
 */
final class MessageCodec implements Codec<Message> {

    private static final byte END = 1;
    private static final byte CHANNEL = 2;

    private final NetworkSide side;
    private volatile PythonChannel channel;

    /**
     * @param side who lends ends to others, and connects to their hosts
     * @param channel the channel; null if {@link #of} is going to say
     */
    MessageCodec(NetworkSide side, PythonChannel channel) {
        this.side = side;
        this.channel = channel;
    }

    PythonChannel of(PythonChannel made) {
        channel = made;
        return made;
    }

    PythonChannel channel() {
        return channel;
    }

    /**
     * A message is going to be sent to another JVM: the channels whose ends it has are no matter of this JVM alone any more.
     *
     * @throws PythonError {@code TypeError} if it refers to an object that belongs to this JVM
     */
    static void share(Parcel parcel) {
        for (Object ref : parcel.refs()) {
            if (ref instanceof End end) {
                end.channel.channel.share();
            } else if (ref instanceof PythonChannel channel) {
                channel.channel.share();
            } else {
                throw new PythonError("TypeError", "shared objects of multiprocessing cannot be sent to another JVM; channel ends can");
            }
        }
    }

    @Override
    public byte[] encode(Message message) {
        Parcel parcel = message.parcel();
        share(parcel);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(parcel.size() + 4);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(parcel.refs().length);
            for (Object ref : parcel.refs()) {
                if (ref instanceof End end) {
                    encode(end, out);
                } else {
                    encode((PythonChannel) ref, out);
                }
            }
            out.write(parcel.data());
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void encode(End end, DataOutputStream out) throws IOException {
        boolean remote = end.channel.isRemote();
        long ticket = remote ? end.channel.connection().lend(end.end()) : side.lend(end);
        out.writeByte(END);
        encode(remote ? end.channel.connection().address() : side.address(), out);
        out.writeLong(ticket);
    }

    private void encode(PythonChannel sent, DataOutputStream out) throws IOException {
        if (!sent.isRemote()) {
            side.open("", 0);
            if (!side.publish(sent)) {
                throw new PythonError("pycsp.parallel.exceptions.InfoException",
                        "another channel of this interpreter has the name " + sent.channel.name() + ": send an end");
            }
        }
        out.writeByte(CHANNEL);
        encode(sent.isRemote() ? sent.connection().address() : side.address(), out);
        out.writeUTF(sent.channel.name());
    }

    private static void encode(InetSocketAddress address, DataOutputStream out) throws IOException {
        byte[] host = address.getAddress().getAddress();
        out.writeByte(host.length);
        out.write(host);
        out.writeShort(address.getPort());
    }

    @Override
    public Message decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Object[] refs = new Object[in.readInt()];
            for (int i = 0; i < refs.length; i++) {
                boolean end = in.readByte() == END;
                byte[] host = in.readNBytes(in.readByte());
                InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(host), in.readUnsignedShort());
                refs[i] = end ? side.end(address, in.readLong()) : side.channel(address, in.readUTF());
            }
            return new Message(null, null, new Parcel(in.readAllBytes(), refs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
