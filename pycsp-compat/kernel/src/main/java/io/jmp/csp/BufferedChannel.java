package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Recorder;
import java.util.Arrays;

/**
 * A channel that holds some messages in a ring. Readers wait only while it is empty, writers only while it is full. After
 * the last writer has retired, what it holds can still be read.
 */
final class BufferedChannel<T> extends LocalChannel<T> {

    private final Object[] ring;
    private int first;
    private int size;

    BufferedChannel(String name, int capacity) {
        super(name);
        ring = new Object[capacity];
    }

    @Override
    public int capacity() {
        return ring.length;
    }

    @Override
    boolean readable() {
        return size > 0 || poisoned || retired != null;
    }

    @Override
    boolean writable() {
        return size < ring.length || poisoned || retired != null;
    }

    @Override
    boolean tryRead(Offer offer) {
        checkUsable(offer.end);
        if (size == 0) {
            checkOtherSide();
            return false;
        }
        offer.message = take();
        Offer writer = writers.commitWriter();
        if (writer != null) {
            put(writer.message);
            offer.partner = writer.request;
        }
        return true;
    }

    @Override
    boolean tryWrite(Offer offer) {
        checkUsable(offer.end);
        checkOtherSide();
        if (size == ring.length) {
            return false;
        }
        Offer reader = size == 0 ? readers.commitReader(offer.message) : null;
        if (reader != null) {
            offer.partner = reader.request;
        } else {
            put(offer.message);
        }
        return true;
    }

    @Override
    void record(Recorder recorder, Offer offer, long time) {
        CspProcess self = offer.request.process;
        CspProcess other = offer.partner == null ? null : offer.partner.process;
        if (offer.end.isWriter()) {
            recorder.communicated(id(), self, other, time);
        } else {
            recorder.communicated(id(), null, self, time);
            if (other != null) {
                recorder.communicated(id(), other, null, time);
            }
        }
    }

    private void put(Object message) {
        ring[(first + size) % ring.length] = message;
        size++;
    }

    private Object take() {
        Object message = ring[first];
        ring[first] = null;
        first = (first + 1) % ring.length;
        size--;
        return message;
    }

    @Override
    void clear() {
        Arrays.fill(ring, null);
        first = 0;
        size = 0;
    }
}
