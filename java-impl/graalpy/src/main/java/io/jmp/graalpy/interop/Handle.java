package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** A kernel object that Python can hold and pass back, and nothing else. */
@ExportLibrary(InteropLibrary.class)
record Handle(Object target) implements Wrapped, TruffleObject {

    @ExportMessage
    Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
        return target.toString();
    }
}
