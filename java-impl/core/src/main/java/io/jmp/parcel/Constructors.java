package io.jmp.parcel;

import io.jmp.PythonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/** What stands for the classes and functions that a pickle names: those of the table, and nothing else. */
final class Constructors {

    /** The functions of the Python package that rebuild a shared object from its index. */
    private static final List<String> REBUILDERS = List.of(
            "multiprocessing.queues._rebuild_queue",
            "multiprocessing.queues._rebuild_joinable_queue",
            "multiprocessing.queues._rebuild_simple_queue",
            "multiprocessing.connection._rebuild_connection",
            "multiprocessing.synchronize._rebuild_lock",
            "multiprocessing.synchronize._rebuild_rlock",
            "multiprocessing.synchronize._rebuild_semaphore",
            "multiprocessing.synchronize._rebuild_bounded_semaphore",
            "multiprocessing.synchronize._rebuild_event",
            "multiprocessing.synchronize._rebuild_condition",
            "multiprocessing.synchronize._rebuild_barrier",
            "multiprocessing._raw._rebuild_block",
            "multiprocessing._raw._rebuild_array",
            "multiprocessing._raw._rebuild_value");

    private static final List<String> OTHER_EXCEPTIONS =
            List.of("StopIteration", "StopAsyncIteration", "SystemExit", "KeyboardInterrupt", "GeneratorExit");

    private static final Map<String, IObjectConstructor> TABLE = new HashMap<>();

    static {
        for (String builtins : List.of("builtins.", "__builtin__.")) {
            TABLE.put(builtins + "set", Constructors::set);
            TABLE.put(builtins + "frozenset", Constructors::set);
            TABLE.put(builtins + "bytearray", Constructors::bytes);
            TABLE.put(builtins + "bytes", Constructors::bytes);
        }
        TABLE.put("_codecs.encode", Constructors::bytes);
        TABLE.put("collections.OrderedDict", arguments -> new LinkedHashMap<>());
        TABLE.put("collections.defaultdict", arguments -> new LinkedHashMap<>());
        TABLE.put("collections.deque", Constructors::deque);
        TABLE.put("decimal.Decimal", Constructors::decimal);
        TABLE.put("datetime.date", Constructors::date);
        TABLE.put("datetime.time", Constructors::time);
        TABLE.put("datetime.datetime", Constructors::dateTime);
        TABLE.put("datetime.timedelta", Constructors::duration);
        TABLE.put("datetime.timezone", Constructors::zone);
        TABLE.put("uuid.UUID", arguments -> new TableUnpickler.Attributes("uuid.UUID"));
    }

    /** A class or function of Python's that is not in the table: it cannot be called. */
    record Unknown(String name) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            throw new PickleException("no equivalent in Java for what Python's " + name
                    + " makes; send it as a dict, a tuple or a text");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Object[] refs;

    Constructors(Object[] refs) {
        this.refs = refs;
    }

    IObjectConstructor find(String module, String name) {
        String full = module + '.' + name;
        IObjectConstructor known = TABLE.get(full);
        if (known != null) {
            return known;
        }
        if (REBUILDERS.contains(full)) {
            return this::rebuild;
        }
        if (module.equals("builtins") || module.equals("exceptions") || module.equals("__builtin__")) {
            if (name.endsWith("Error") || name.endsWith("Exception") || name.endsWith("Warning")
                    || OTHER_EXCEPTIONS.contains(name)) {
                return arguments -> exception(name, arguments);
            }
        }
        return new Unknown(full);
    }

    private Object rebuild(Object[] arguments) {
        int index = ((Number) arguments[0]).intValue();
        if (index < 0 || index >= refs.length || !(refs[index] instanceof Shared shared)) {
            throw new PickleException("the message came without the shared object that it refers to");
        }
        return shared.arriving();
    }

    /** Gives an object its state; returns the object, or what it is in Java. */
    static Object build(Object target, Object state) {
        if (target instanceof TableUnpickler.Attributes attributes) {
            if (state instanceof Object[] parts && parts.length == 2) {
                put(attributes, parts[0]);
                put(attributes, parts[1]); // of __slots__
            } else {
                put(attributes, state);
            }
            if (attributes.type().equals("uuid.UUID") && attributes.get("int") instanceof Number number) {
                BigInteger bits = number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
                return new UUID(bits.shiftRight(64).longValue(), bits.longValue());
            }
        } else if (!(target instanceof PythonException)) { // the attributes of an exception are left out
            throw new PickleException("no equivalent in Java for an object with this state");
        }
        return target;
    }

    private static void put(TableUnpickler.Attributes attributes, Object state) {
        if (state == null) {
            return;
        }
        if (!(state instanceof Map<?, ?> map)) {
            throw new PickleException("no equivalent in Java for the state of a " + attributes.type());
        }
        map.forEach((name, value) -> attributes.put((String) name, value));
    }

    private static Object set(Object[] arguments) {
        LinkedHashSet<Object> set = new LinkedHashSet<>();
        if (arguments.length > 0) {
            TableUnpickler.addAll(set, list(arguments[0]));
        }
        return set;
    }

    private static List<Object> list(Object value) {
        return value instanceof Object[] tuple ? Arrays.asList(tuple) : new ArrayList<>((List<?>) value);
    }

    private static Object deque(Object[] arguments) {
        return arguments.length == 0 ? new ArrayList<>() : new ArrayList<>(list(arguments[0]));
    }

    private static Object bytes(Object[] arguments) {
        if (arguments.length == 0) {
            return new byte[0];
        }
        return arguments[0] instanceof byte[] bytes ? bytes : ((String) arguments[0]).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object decimal(Object[] arguments) {
        try {
            return new BigDecimal((String) arguments[0]);
        } catch (NumberFormatException e) {
            throw new PickleException("no equivalent in Java for Decimal('" + arguments[0] + "')");
        }
    }

    private static PythonException exception(String name, Object[] arguments) {
        Object[] texts = Arrays.stream(arguments).map(String::valueOf).toArray();
        return new PythonException(name, texts.length == 1 ? (String) texts[0] : texts.length == 0 ? "" : Arrays.toString(texts), "");
    }

    // --- dates: Python writes the fields of date and time as bytes, the year as two of them ------------------------------

    private static int[] fields(Object state) {
        byte[] bytes = state instanceof byte[] b ? b : ((String) state).getBytes(StandardCharsets.ISO_8859_1);
        int[] fields = new int[bytes.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = bytes[i] & 0xff;
        }
        return fields;
    }

    private static boolean isState(Object[] arguments) {
        return arguments.length > 0 && (arguments[0] instanceof byte[] || arguments[0] instanceof String);
    }

    private static int integer(Object value) {
        return ((Number) value).intValue();
    }

    private static Object date(Object[] a) {
        try {
            if (isState(a)) {
                int[] f = fields(a[0]);
                return LocalDate.of(f[0] << 8 | f[1], f[2], f[3]);
            }
            return LocalDate.of(integer(a[0]), integer(a[1]), integer(a[2]));
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new PickleException("not a date", e);
        }
    }

    private static LocalTime timeOf(int[] f, int from) {
        int micros = f[from + 3] << 16 | f[from + 4] << 8 | f[from + 5];
        return LocalTime.of(f[from] & 0x7f, f[from + 1], f[from + 2], micros * 1000);
    }

    private static Object time(Object[] a) {
        try {
            LocalTime time = isState(a)
                    ? timeOf(fields(a[0]), 0)
                    : LocalTime.of(integer(a[0]), integer(a[1]), integer(a[2]), integer(a[3]) * 1000);
            int zone = isState(a) ? 1 : 4;
            return a.length > zone ? time.atOffset(offset(a[zone])) : time;
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new PickleException("not a time", e);
        }
    }

    private static Object dateTime(Object[] a) {
        try {
            LocalDateTime time;
            if (isState(a)) {
                int[] f = fields(a[0]);
                // The month's upper bit is Python's `fold`.
                time = LocalDate.of(f[0] << 8 | f[1], f[2] & 0x7f, f[3]).atTime(timeOf(f, 4));
            } else {
                time = LocalDateTime.of(integer(a[0]), integer(a[1]), integer(a[2]), integer(a[3]), integer(a[4]), integer(a[5]),
                        integer(a[6]) * 1000);
            }
            int zone = isState(a) ? 1 : 7;
            return a.length > zone ? time.atOffset(offset(a[zone])) : time;
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new PickleException("not a date and time", e);
        }
    }

    private static ZoneOffset offset(Object zone) {
        if (zone instanceof ZoneOffset offset) {
            return offset;
        }
        throw new PickleException("only fixed offsets (datetime.timezone) have an equivalent in Java");
    }

    private static Object zone(Object[] a) {
        return ZoneOffset.ofTotalSeconds((int) ((Duration) a[0]).getSeconds());
    }

    private static Object duration(Object[] a) {
        return Duration.ofDays(integer(a[0])).plusSeconds(integer(a[1])).plusNanos(integer(a[2]) * 1000L);
    }
}
