package io.jmp.graalpy.interop;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import io.jmp.python.KernelMethod;
import io.jmp.python.PythonError;
import io.jmp.wait.Parking;

/**
 * One function of the kernel, as Python calls it. GraalPy lets the GIL go while it runs.
 */
@ExportLibrary(InteropLibrary.class)
final class KernelFunction implements TruffleObject {

    private final KernelBridge bridge;
    private final KernelMethod method;

    KernelFunction(KernelBridge bridge, KernelMethod method) {
        this.bridge = bridge;
        this.method = method;
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object execute(Object[] arguments) throws ArityException, UnsupportedTypeException {
        int arity = method.arity();
        if (arguments.length != arity) {
            throw ArityException.create(arity, arity, arguments.length);
        }
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            try {
                converted[i] = Values.toJava(arguments[i], method.type(i));
            } catch (UnsupportedMessageException e) {
                throw UnsupportedTypeException.create(arguments, method.name() + ": argument " + (i + 1), e);
            }
        }
        try {
            return bridge.toPython(method.call(converted, KernelFunction::block));
        } catch (PythonError e) {
            throw bridge.raise(e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits so that Truffle can stop the thread, or run something on it, for instance what raises KeyboardInterrupt. */
    private static void block(Parking.Operation operation) {
        TruffleSafepoint.setBlockedThreadInterruptible(null, Parking.Operation::run, operation);
    }

    @ExportMessage
    Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
        return "<kernel function " + method.name() + ">";
    }
}
