package io.jmp.csp;

import io.jmp.csp.process.CspProcess;
import io.jmp.csp.process.Recorder;

/** A channel on which a write and a read meet: neither is over before the other has begun. */
final class RendezvousChannel<T> extends LocalChannel<T> {

    RendezvousChannel(String name) {
        super(name);
    }

    @Override
    public int capacity() {
        return 0;
    }

    @Override
    boolean readable() {
        return !writers.isEmpty() || poisoned || retired != null;
    }

    @Override
    boolean writable() {
        return !readers.isEmpty() || poisoned || retired != null;
    }

    @Override
    boolean tryRead(Offer offer) {
        check(offer);
        Offer writer = writers.commitWriter();
        if (writer == null) {
            return false;
        }
        offer.message = writer.message;
        offer.partner = writer.request;
        return true;
    }

    @Override
    boolean tryWrite(Offer offer) {
        check(offer);
        Offer reader = readers.commitReader(offer.message);
        if (reader == null) {
            return false;
        }
        offer.partner = reader.request;
        return true;
    }

    @Override
    void record(Recorder recorder, Offer offer, long time) {
        CspProcess self = offer.request.process;
        CspProcess other = offer.partner.process;
        boolean reading = offer.end.isReader();
        recorder.communicated(id(), reading ? other : self, reading ? self : other, time);
    }

    private void check(Offer offer) {
        checkUsable(offer.end);
        checkOtherSide();
    }

    @Override
    void clear() {}
}
