package io.jmp.csp.net;

import io.jmp.csp.Channel;
import io.jmp.csp.ChannelEnd;
import io.jmp.csp.ChannelLostException;
import io.jmp.csp.ChannelReader;
import io.jmp.csp.ChannelRetireException;
import io.jmp.csp.ChannelWriter;
import io.jmp.csp.InputGuard;
import io.jmp.csp.OutputGuard;
import io.jmp.csp.RemoteChoice;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** A channel that another JVM hosts. */
final class RemoteChannel<T> extends Channel<T> {

    /** Where an end is known to the host. What changes is guarded by the object. */
    static final class Place {
        Connection connection;
        /** The host's number of the end, for this connection. */
        int number;
        /** By which the end is to be had again; null while it is connected. */
        private Long ticket;
        private boolean retired;

        private Place(Connection connection, int number) {
            this.connection = connection;
            this.number = number;
        }
    }

    private final RemoteChannels host;
    private final int capacity;
    private final Codec<T> codec;
    private final Map<ChannelEnd<?>, Place> places = Collections.synchronizedMap(new WeakHashMap<>());
    /** The end by which the channel became known here; null if it was found by its name. */
    private volatile Place first;
    /** The end that was adopted, until it is made. */
    private Place adopted;

    RemoteChannel(RemoteChannels host, String name, int capacity, Codec<T> codec) {
        super(name);
        this.host = host;
        this.capacity = capacity;
        this.codec = codec;
        share();
    }

    /** The end of a new channel that the host has lent. */
    ChannelEnd<T> adopted(Connection connection, int number, boolean reading) {
        first = adopted = new Place(connection, number);
        return reading ? reader() : writer();
    }

    @SuppressWarnings("unchecked")
    byte[] encode(Object message) {
        return codec.encode((T) message);
    }

    Object decode(byte[] message) {
        return codec.decode(message);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    protected void join(ChannelEnd<T> end) {
        if (adopted != null) {
            places.put(end, adopted);
            adopted = null;
            return;
        }
        boolean reading = end.isReader();
        if (first == null) {
            Connection connection = host.joining();
            places.put(end, new Place(connection, connection.ask(Wire.JOIN, out -> {
                out.writeUTF(name());
                out.writeBoolean(reading);
            }).result));
        } else {
            Place known = connected(first);
            Connection connection = host.joining();
            places.put(end, new Place(connection, connection.ask(Wire.JOIN_BESIDE, out -> {
                out.writeInt(known.number);
                out.writeBoolean(reading);
            }).result));
        }
    }

    /** Where an end is known, connected again if it was disconnected. */
    Place connected(ChannelEnd<?> end) {
        return connected(places.get(end));
    }

    private Place connected(Place place) {
        synchronized (place) {
            if (place.retired) {
                throw new ChannelRetireException(this);
            }
            if (place.ticket != null) {
                try {
                    Connection connection = host.joining();
                    place.number = RemoteChannels.adopt(connection, place.ticket).result;
                    place.connection = connection;
                } catch (ChannelConnectException e) {
                    ChannelLostException lost = new ChannelLostException(this);
                    lost.initCause(e);
                    throw lost;
                }
                place.ticket = null;
            }
            return place;
        }
    }

    long lend(ChannelEnd<?> end) {
        Place place = connected(end);
        try {
            return RemoteChannels.lend(place.connection, place.number);
        } catch (ChannelConnectException e) {
            ChannelLostException lost = new ChannelLostException(this);
            lost.initCause(e);
            throw lost;
        }
    }

    @Override
    protected T read(ChannelReader<T> end) throws InterruptedException {
        @SuppressWarnings("unchecked")
        T message = (T) host.choose(List.of(new InputGuard<>(end)), -1).message();
        return message;
    }

    @Override
    protected void write(ChannelWriter<T> end, T message) throws InterruptedException {
        host.choose(List.of(new OutputGuard<>(end, message)), -1);
    }

    @Override
    protected void poison(ChannelEnd<T> end) {
        Place place;
        try {
            place = connected(end);
        } catch (ChannelRetireException | ChannelLostException e) {
            return;
        }
        place.connection.request(Wire.POISON, out -> out.writeInt(place.number));
    }

    @Override
    protected void retire(ChannelEnd<T> end) {
        Place place;
        try {
            place = connected(end);
        } catch (ChannelRetireException | ChannelLostException e) {
            return;
        }
        synchronized (place) {
            if (place.retired) {
                return;
            }
            place.retired = true;
        }
        place.connection.request(Wire.RETIRE, out -> out.writeInt(place.number));
        host.left(false);
    }

    @Override
    protected void lose(ChannelEnd<T> end) {
        retire(end);
    }

    /** Lets the host keep the end, so that the connection may end without its loss. */
    @Override
    protected void disconnect(ChannelEnd<T> end) {
        Place place = places.get(end);
        synchronized (place) {
            if (place.retired || place.ticket != null) {
                return;
            }
            try {
                place.ticket = RemoteChannels.lend(place.connection, place.number);
            } catch (ChannelConnectException e) {
                return;     // The host is lost, as the next operation will tell.
            }
        }
        host.left(true);
    }

    @Override
    protected RemoteChoice remoteChoice() {
        return host;
    }
}
