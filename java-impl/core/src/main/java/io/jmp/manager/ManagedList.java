package io.jmp.manager;

import io.jmp.PythonException;
import io.jmp.parcel.Shared;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of a manager. */
final class ManagedList<E> extends AbstractList<E> implements Shared {

    private final ManagedObject list;

    ManagedList(ManagedObject list) {
        this.list = list;
    }

    @Override
    public int size() {
        return list.<Number>call("__len__").intValue();
    }

    private <T> T at(String method, int index, Object... further) {
        if (index < 0) {
            throw new IndexOutOfBoundsException(index); // Python counts from the end
        }
        Object[] arguments = new Object[further.length + 1];
        arguments[0] = index;
        System.arraycopy(further, 0, arguments, 1, further.length);
        try {
            return list.call(method, arguments);
        } catch (PythonException e) {
            if (e.type().equals("IndexError")) {
                throw new IndexOutOfBoundsException(index);
            }
            throw e;
        }
    }

    @Override
    public E get(int index) {
        return at("__getitem__", index);
    }

    @Override
    public E set(int index, E value) {
        E before = get(index);
        at("__setitem__", index, value);
        return before;
    }

    @Override
    public boolean add(E value) {
        list.call("append", value);
        return true;
    }

    @Override
    public void add(int index, E value) {
        if (index > size()) {
            throw new IndexOutOfBoundsException(index);
        }
        at("insert", index, value);
    }

    @Override
    public E remove(int index) {
        return at("pop", index);
    }

    @Override
    public void clear() {
        for (int left = size(); left > 0; left--) {
            remove(left - 1);
        }
    }

    private List<E> copy() {
        return list.call("#GETVALUE");
    }

    /** Over a copy, which comes in one call. */
    @Override
    public Iterator<E> iterator() {
        return new ArrayList<>(copy()).listIterator();
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public String rebuilder() {
        return list.rebuilder();
    }

    @Override
    public Object departing() {
        return list.departing();
    }
}
