package io.jmp.graalpy.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** Takes the Python functions that the kernel calls: the one that raises exceptions by name, and the one that handles signals. */
@ExportLibrary(InteropLibrary.class)
final class FunctionTaker implements TruffleObject {

    private final KernelBridge bridge;

    FunctionTaker(KernelBridge bridge) {
        this.bridge = bridge;
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    Object execute(Object[] arguments) {
        bridge.takeFunctions(arguments[0], arguments[1]);
        return Null.INSTANCE;
    }
}
