package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** Java's null; {@code is None} in Python. */
@ExportLibrary(InteropLibrary.class)
final class Null implements TruffleObject {

    static final Null INSTANCE = new Null();

    private Null() {}

    @ExportMessage
    boolean isNull() {
        return true;
    }
}
