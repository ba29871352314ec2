package io.jmp.parcel;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.razorvine.pickle.IObjectPickler;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Pickler;

/**
 * Writes pickles of what the table of conversions has, and of nothing else: the library alone would write the properties of any
 * serializable object. An instance is used for one pickle.
 */
final class TablePickler extends Pickler {

    private static final byte PROTOCOL_OF_BYTES = 3;

    /** Java objects that the pickle refers to. */
    private final List<Object> refs = new ArrayList<>(0);
    private boolean hasBytes;

    TablePickler() {
        super(true, false); // equal lists stay two lists
    }

    @Override
    public byte[] dumps(Object value) throws IOException {
        byte[] pickle = super.dumps(value);
        if (hasBytes) {
            pickle[1] = PROTOCOL_OF_BYTES; // the library says 2, always
        }
        return pickle;
    }

    Object[] refs() {
        return refs.isEmpty() ? null : refs.toArray();
    }

    @Override
    public void save(Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            saveBytes(bytes);
        } else {
            super.save(value);
        }
    }

    private void saveBytes(byte[] bytes) throws IOException {
        hasBytes = true;
        if (bytes.length < 256) {
            out.write(Opcodes.SHORT_BINBYTES);
            out.write(bytes.length);
        } else {
            out.write(Opcodes.BINBYTES);
            out.write(PickleUtils.integer_to_bytes(bytes.length));
        }
        out.write(bytes);
    }

    @Override
    protected IObjectPickler getCustomPickler(Class<?> type) {
        if (Shared.class.isAssignableFrom(type)) {
            return (value, stream, pickler) -> saveShared((Shared) value);
        }
        if (type == String.class || type == BigInteger.class || type == BigDecimal.class || Map.class.isAssignableFrom(type)
                || List.class.isAssignableFrom(type) || Set.class.isAssignableFrom(type)
                || Enum.class.isAssignableFrom(type)) {
            return null; // the library's own way
        }
        if (type.isRecord()) {
            return (value, stream, pickler) -> save(attributes((Record) value));
        }
        return (value, stream, pickler) -> saveOther(value);
    }

    private void saveShared(Shared shared) throws IOException {
        String rebuilder = shared.rebuilder();
        int dot = rebuilder.lastIndexOf('.');
        global(rebuilder.substring(0, dot), rebuilder.substring(dot + 1));
        refs.add(shared.departing());
        save(refs.size() - 1);
        out.write(Opcodes.TUPLE1);
        out.write(Opcodes.REDUCE);
    }

    private void global(String module, String name) throws IOException {
        out.write(Opcodes.GLOBAL);
        out.write((module + '\n' + name + '\n').getBytes(StandardCharsets.UTF_8));
    }

    private void call(String module, String name, Object... arguments) throws IOException {
        global(module, name);
        save(arguments);
        out.write(Opcodes.REDUCE);
    }

    private void saveOther(Object value) throws IOException {
        if (value instanceof LocalDate date) {
            call("datetime", "date", date.getYear(), date.getMonthValue(), date.getDayOfMonth());
        } else if (value instanceof LocalDateTime time) {
            saveDateTime(time, null);
        } else if (value instanceof OffsetDateTime time) {
            saveDateTime(time.toLocalDateTime(), time.getOffset());
        } else if (value instanceof ZonedDateTime time) {
            saveDateTime(time.toLocalDateTime(), time.getOffset());
        } else if (value instanceof Instant instant) {
            saveDateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), ZoneOffset.UTC);
        } else if (value instanceof LocalTime time) {
            call("datetime", "time", time.getHour(), time.getMinute(), time.getSecond(), time.getNano() / 1000);
        } else if (value instanceof Duration duration) {
            call("datetime", "timedelta", 0, duration.getSeconds(), duration.getNano() / 1000);
        } else if (value instanceof ZoneOffset zone) {
            call("datetime", "timezone", Duration.ofSeconds(zone.getTotalSeconds()));
        } else if (value instanceof UUID uuid) {
            call("uuid", "UUID", uuid.toString());
        } else if (value instanceof Optional<?> optional) {
            save(optional.orElse(null));
        } else if (value instanceof Collection<?> collection) {
            save(new ArrayList<>(collection));
        } else {
            throw new PickleException("no equivalent in Python for " + value.getClass().getName());
        }
    }

    private void saveDateTime(LocalDateTime exact, ZoneOffset zone) throws IOException {
        LocalDateTime time = exact.truncatedTo(ChronoUnit.MICROS);
        Object[] fields = {time.getYear(), time.getMonthValue(), time.getDayOfMonth(), time.getHour(), time.getMinute(),
            time.getSecond(), time.getNano() / 1000};
        if (zone != null) {
            fields = Arrays.copyOf(fields, 8);
            fields[7] = zone;
        }
        call("datetime", "datetime", fields);
    }

    private static Map<String, Object> attributes(Record value) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                attributes.put(component.getName(), component.getAccessor().invoke(value));
            } catch (IllegalAccessException | InvocationTargetException | RuntimeException e) {
                throw new PickleException("cannot read " + component + ": " + e.getMessage(), e);
            }
        }
        return attributes;
    }
}
