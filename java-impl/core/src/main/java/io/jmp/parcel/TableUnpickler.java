package io.jmp.parcel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads pickles, and makes nothing but what the table of conversions has ({@link Constructors}). The bytes may come from code that
 * is not trusted: what they claim to be long is checked before memory is taken for it, and what is put into sets and under keys
 * is bounded, since hash codes of nested tuples can take for ever.
 *
 * <p>The library does the reading; here are the opcodes in which it would look up classes, call methods by reflection, believe a
 * length, or lose the order of a dict. An instance is used for one pickle.
 */
final class TableUnpickler extends Unpickler {

    /** The most parts that a key may have. */
    private static final int MAX_KEY_PARTS = 10_000;

    private final Constructors constructors;

    /**
     * @param refs the objects beside the bytes
     */
    TableUnpickler(Object[] refs) {
        constructors = new Constructors(refs);
    }

    Object read(byte[] data) throws IOException {
        return unwrap(load(new ByteArrayInputStream(data)));
    }

    /** A class by itself is not a value. */
    private static Object unwrap(Object value) {
        if (value instanceof IObjectConstructor) {
            throw new PickleException("a class or a function has no equivalent in Java: " + value);
        }
        return value;
    }

    @Override
    protected Object dispatch(short key) throws IOException {
        switch (key) {
            case Opcodes.GLOBAL -> stack.add(constructors.find(PickleUtils.readline(input), PickleUtils.readline(input)));
            case Opcodes.STACK_GLOBAL -> {
                String name = (String) stack.pop();
                stack.add(constructors.find((String) stack.pop(), name));
            }
            case Opcodes.REDUCE -> {
                Object[] arguments = (Object[]) stack.pop();
                stack.add(((IObjectConstructor) stack.pop()).construct(arguments));
            }
            case Opcodes.NEWOBJ -> {
                Object[] arguments = (Object[]) stack.pop();
                stack.add(newObject(stack.pop(), arguments));
            }
            case Opcodes.NEWOBJ_EX, Opcodes.INST, Opcodes.OBJ, Opcodes.PERSID, Opcodes.BINPERSID, Opcodes.NEXT_BUFFER ->
                    throw new PickleException("a pickle of a kind that has no equivalent in Java: opcode " + key);
            case Opcodes.BUILD -> build(stack.pop());
            case Opcodes.APPEND -> {
                Object item = unwrap(stack.pop());
                stack.add(item);
                return super.dispatch(key);
            }
            case Opcodes.APPENDS -> {
                List<Object> items = stack.pop_all_since_marker();
                items.forEach(TableUnpickler::unwrap);
                append((List<?>) stack.peek(), items);
            }
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.DICT -> stack.add(putAll(new LinkedHashMap<>(), stack.pop_all_since_marker()));
            case Opcodes.SETITEM -> {
                Object value = stack.pop();
                Object name = stack.pop();
                putAll((Map<?, ?>) stack.peek(), Arrays.asList(name, value));
            }
            case Opcodes.SETITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                putAll((Map<?, ?>) stack.peek(), items);
            }
            case Opcodes.EMPTY_SET -> stack.add(new LinkedHashSet<>());
            case Opcodes.ADDITEMS -> {
                List<Object> items = stack.pop_all_since_marker();
                addAll((Set<?>) stack.peek(), items);
            }
            case Opcodes.FROZENSET -> {
                Set<Object> set = new LinkedHashSet<>();
                addAll(set, stack.pop_all_since_marker());
                stack.add(set);
            }
            case Opcodes.BINBYTES, Opcodes.BINUNICODE, Opcodes.BINSTRING, Opcodes.LONG4 -> {
                checkLength(4);
                return super.dispatch(key);
            }
            case Opcodes.BINBYTES8, Opcodes.BINUNICODE8, Opcodes.BYTEARRAY8 -> {
                checkLength(8);
                return super.dispatch(key);
            }
            default -> {
                return super.dispatch(key);
            }
        }
        return NO_RETURN_VALUE;
    }

    /** An object of a class: only those whose state comes afterwards are accepted, see {@link Constructors#build}. */
    private static Object newObject(Object type, Object[] arguments) {
        if (type instanceof Constructors.Unknown && arguments.length == 0) {
            return new Attributes(type.toString());
        }
        return ((IObjectConstructor) type).construct(arguments);
    }

    @SuppressWarnings("unchecked")
    private static void append(List<?> list, List<Object> items) {
        ((List<Object>) list).addAll(items);
    }

    private void build(Object state) {
        Object target = stack.pop();
        Object built = Constructors.build(target, state);
        stack.add(built);
        // Later references have to find what was built; it was noted a few entries ago.
        for (int i = memo.size() - 1; built != target && i >= 0 && i >= memo.size() - 16; i--) {
            if (memo.get(i) == target) {
                memo.put(i, built);
            }
        }
    }

    /** The attributes of an object of a class of Python's. */
    static final class Attributes extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
        private final String type;

        Attributes(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /** Looks at a length before the library takes memory for it. */
    private void checkLength(int size) throws IOException {
        input.mark(size);
        byte[] bytes = PickleUtils.readbytes(input, size);
        input.reset();
        long length = size == 8 ? PickleUtils.bytes_to_long(bytes, 0) : PickleUtils.bytes_to_integer(bytes);
        if (length < 0 || length > input.available()) {
            throw new PickleException("a length that is longer than the pickle: " + length);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<?, ?> putAll(Map<?, ?> map, List<Object> items) {
        for (int i = 0; i + 1 < items.size(); i += 2) {
            ((Map<Object, Object>) map).put(key(items.get(i), new int[1]), unwrap(items.get(i + 1)));
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    static void addAll(Set<?> set, List<Object> items) {
        for (Object item : items) {
            ((Set<Object>) set).add(key(item, new int[1]));
        }
    }

    /** What stands for a value as a key or in a set: a tuple is a list there, since arrays have no equality. */
    private static Object key(Object value, int[] parts) {
        if (++parts[0] > MAX_KEY_PARTS) {
            throw new PickleException("a key with more than " + MAX_KEY_PARTS + " parts");
        }
        if (value instanceof Object[] tuple) {
            List<Object> list = new ArrayList<>(tuple.length);
            for (Object part : tuple) {
                list.add(key(part, parts));
            }
            return Collections.unmodifiableList(list);
        }
        if (value instanceof Map<?, ?> || value instanceof ArrayList<?> || value instanceof IObjectConstructor) {
            throw new PickleException("not hashable: " + value.getClass().getSimpleName());
        }
        if (value instanceof Set<?> set) {
            for (Object part : set) {
                key(part, parts);
            }
            return value;
        }
        if (value instanceof List<?> list) {
            list.forEach(part -> key(part, parts)); // a key that was converted before
            return value;
        }
        return value;
    }
}
