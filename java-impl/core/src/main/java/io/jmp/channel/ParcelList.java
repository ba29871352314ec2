package io.jmp.channel;

import io.jmp.parcel.Parcel;
import java.util.ArrayList;
import java.util.List;

/**
 * A linked list of parcels that one side of a channel may add to while the other takes from it: the list of Michael and Scott's
 * two-lock queue. Whoever takes has to know that something is in it, by a counter that is written after {@link #add}.
 */
final class ParcelList {

    /** A parcel and what comes after it. */
    static final class Node {
        private Parcel parcel;
        private Node next;

        private Node(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    /** Has the last node. */
    private final Side adding;
    /** Has the node that was taken last; the next is after it. */
    private final Side taking;

    ParcelList(Side adding, Side taking) {
        this.adding = adding;
        this.taking = taking;
        adding.end = new Node(null);
        taking.end = adding.end;
    }

    void add(Parcel parcel) {
        Node node = new Node(parcel);
        adding.end.next = node;
        adding.end = node;
    }

    Parcel take() {
        Node before = taking.end;
        Node taken = before.next;
        before.next = null;
        taking.end = taken;
        Parcel parcel = taken.parcel;
        taken.parcel = null;
        return parcel;
    }

    Parcel peek() {
        return taking.end.next.parcel;
    }

    /** What is in it. While nobody adds or takes. */
    List<Parcel> all() {
        List<Parcel> parcels = new ArrayList<>();
        for (Node node = taking.end.next; node != null; node = node.next) {
            parcels.add(node.parcel);
        }
        return parcels;
    }

    /** Removes a certain parcel; returns whether it was there. While nobody adds or takes. */
    boolean remove(Parcel parcel) {
        for (Node before = taking.end; before.next != null; before = before.next) {
            Node node = before.next;
            if (node.parcel == parcel) {
                before.next = node.next;
                if (node == adding.end) {
                    adding.end = before;
                }
                return true;
            }
        }
        return false;
    }

    /** Removes all. While nobody adds or takes. */
    void clear() {
        adding.end = taking.end;
        taking.end.next = null;
    }
}
