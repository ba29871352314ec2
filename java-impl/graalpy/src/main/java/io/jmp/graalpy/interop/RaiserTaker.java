package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** Takes the Python function that raises exceptions by name. */
@ExportLibrary(InteropLibrary.class)
final class RaiserTaker implements TruffleObject {

    private final KernelBridge bridge;

    RaiserTaker(KernelBridge bridge) {
        this.bridge = bridge;
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    Object execute(Object[] arguments) {
        bridge.takeRaiser(arguments[0]);
        return Null.INSTANCE;
    }
}
