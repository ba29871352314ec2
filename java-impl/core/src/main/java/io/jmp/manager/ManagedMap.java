package io.jmp.manager;

import io.jmp.parcel.Shared;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A dict of a manager. */
final class ManagedMap<K, V> extends AbstractMap<K, V> implements Shared {

    private final ManagedObject dict;

    ManagedMap(ManagedObject dict) {
        this.dict = dict;
    }

    @Override
    public int size() {
        return dict.<Number>call("__len__").intValue();
    }

    @Override
    public boolean containsKey(Object key) {
        return dict.call("__contains__", key);
    }

    @Override
    public V get(Object key) {
        return dict.call("get", key);
    }

    @Override
    public V put(K key, V value) {
        V before = get(key);
        dict.call("__setitem__", key, value);
        return before;
    }

    @Override
    public V putIfAbsent(K key, V value) {
        V before = get(key);
        V now = dict.call("setdefault", key, value);
        return before == null ? null : now;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> other) {
        dict.call("update", other);
    }

    @Override
    public V remove(Object key) {
        return dict.call("pop", key, null);
    }

    @Override
    public void clear() {
        dict.call("clear");
    }

    /** The entries are copies; taking one out of the set takes it out of the dict. */
    @Override
    public Set<Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<K, V>> iterator() {
                List<Object[]> items = dict.call("items");
                Iterator<Object[]> all = items.iterator();
                return new Iterator<>() {
                    private Object last;

                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    @SuppressWarnings("unchecked")
                    public Entry<K, V> next() {
                        Object[] item = all.next();
                        last = item[0];
                        return new SimpleImmutableEntry<>((K) item[0], (V) item[1]);
                    }

                    @Override
                    public void remove() {
                        ManagedMap.this.remove(last);
                    }
                };
            }

            @Override
            public int size() {
                return ManagedMap.this.size();
            }
        };
    }

    @Override
    public String rebuilder() {
        return dict.rebuilder();
    }

    @Override
    public Object departing() {
        return dict.departing();
    }
}
