package io.jmp.channel;

import io.jmp.parcel.Parcel;
import java.util.ArrayList;
import java.util.List;

/**
 * A linked list of parcels that one thread may add to while another takes from it: the list of Michael and Scott's two-lock queue.
 * Whoever takes has to know that something is in it, by a volatile variable that is written after {@link #add}.
 */
final class ParcelList {

    private static final class Node {
        Parcel parcel;
        Node next;

        Node(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    private Node last = new Node(null);
    /** The one that was taken last; the next is after it. */
    private Node head = last;

    void add(Parcel parcel) {
        Node node = new Node(parcel);
        last.next = node;
        last = node;
    }

    Parcel take() {
        Node taken = head.next;
        head.next = null;
        head = taken;
        Parcel parcel = taken.parcel;
        taken.parcel = null;
        return parcel;
    }

    Parcel peek() {
        return head.next.parcel;
    }

    /** What is in it. While nobody adds or takes. */
    List<Parcel> all() {
        List<Parcel> parcels = new ArrayList<>();
        for (Node node = head.next; node != null; node = node.next) {
            parcels.add(node.parcel);
        }
        return parcels;
    }

    /** Removes a certain parcel; returns whether it was there. While nobody adds or takes. */
    boolean remove(Parcel parcel) {
        for (Node before = head; before.next != null; before = before.next) {
            Node node = before.next;
            if (node.parcel == parcel) {
                before.next = node.next;
                if (node == last) {
                    last = before;
                }
                return true;
            }
        }
        return false;
    }

    /** Removes all. While nobody adds or takes. */
    void clear() {
        last = head;
        head.next = null;
    }
}
