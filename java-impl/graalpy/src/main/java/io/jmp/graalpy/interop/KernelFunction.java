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
import io.jmp.python.Blocking;
import io.jmp.python.PythonError;
import io.jmp.wait.Parking;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/**
 * One function of the kernel, as Python calls it. GraalPy lets the GIL go while it runs.
 */
@ExportLibrary(InteropLibrary.class)
final class KernelFunction implements TruffleObject {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    private final KernelBridge bridge;
    private final String name;
    private final Class<?>[] types;
    private final boolean blocking;
    /** Takes the arguments as an array; bound to the object of calls. */
    private final MethodHandle function;

    KernelFunction(KernelBridge bridge, Object calls, Method method) {
        this.bridge = bridge;
        this.name = method.getName();
        this.types = method.getParameterTypes();
        this.blocking = method.isAnnotationPresent(Blocking.class);
        try {
            MethodHandle bound = LOOKUP.unreflect(method).bindTo(calls);
            this.function = bound.asSpreader(Object[].class, types.length)
                    .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new AssertionError("the calls of the kernel are public", e);
        }
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object execute(Object[] arguments) throws ArityException, UnsupportedTypeException {
        if (arguments.length != types.length) {
            throw ArityException.create(types.length, types.length, arguments.length);
        }
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            try {
                converted[i] = Values.toJava(arguments[i], types[i]);
            } catch (UnsupportedMessageException e) {
                throw UnsupportedTypeException.create(arguments, name + ": argument " + (i + 1), e);
            }
        }
        Parking.Strategy before = blocking ? Parking.use(KernelFunction::block) : null;
        try {
            return bridge.toPython((Object) function.invokeExact(converted));
        } catch (PythonError e) {
            throw bridge.raise(e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            if (blocking) {
                Parking.use(before);
            }
        }
    }

    /** Waits so that Truffle can stop the thread, or run something on it, for instance what raises KeyboardInterrupt. */
    private static void block(Parking.Operation operation) {
        TruffleSafepoint.setBlockedThreadInterruptible(null, Parking.Operation::run, operation);
    }

    @ExportMessage
    Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
        return "<kernel function " + name + ">";
    }
}
