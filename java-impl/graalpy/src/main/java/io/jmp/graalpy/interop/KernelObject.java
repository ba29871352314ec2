package io.jmp.graalpy.interop;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An object whose attributes are made when they are first asked for: the kernel with its features, and a feature with its
 * functions.
 */
@ExportLibrary(InteropLibrary.class)
final class KernelObject implements TruffleObject {

    private final Map<String, ?> names;
    private final Function<String, Object> maker;
    private final Map<String, Object> made = new ConcurrentHashMap<>();

    KernelObject(Map<String, ?> names, Function<String, Object> maker) {
        this.names = names;
        this.maker = maker;
    }

    @ExportMessage
    boolean hasMembers() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
        return new Array(names.keySet().toArray());
    }

    @ExportMessage
    @TruffleBoundary
    boolean isMemberReadable(String member) {
        return names.containsKey(member);
    }

    @ExportMessage
    @TruffleBoundary
    Object readMember(String member) throws UnknownIdentifierException {
        if (!names.containsKey(member)) {
            throw UnknownIdentifierException.create(member);
        }
        return made.computeIfAbsent(member, maker);
    }
}
