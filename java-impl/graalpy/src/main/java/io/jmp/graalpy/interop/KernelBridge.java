package io.jmp.graalpy.interop;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import io.jmp.memory.posix.Segment;
import io.jmp.parcel.Parcel;
import io.jmp.python.Kernel;
import io.jmp.python.KernelMethod;
import io.jmp.python.PythonError;
import java.util.Map;

/**
 * The kernel in the hands of one GraalPy context.
 *
 * <p>Everything that Python gets is a Truffle object of this package, so nothing of it needs a permission for host access.
 */
public final class KernelBridge {

    private final Kernel kernel;
    private final Signals signals;
    /** The Python function that raises an exception by name. */
    private volatile Object raiser;
    private volatile Signals.Target handler;

    public KernelBridge(Kernel kernel, Signals signals) {
        this.kernel = kernel;
        this.signals = signals;
    }

    /** The object that Python sees as {@code kernel}. */
    public Object kernel() {
        Map<String, Object> features = kernel.features();
        return new KernelObject(features, feature -> calls(features.get(feature)));
    }

    /** An object of calls as Python sees it: its public methods as functions. */
    public Object calls(Object calls) {
        return new KernelObject(KernelMethod.all(calls), name -> new KernelFunction(this, KernelMethod.of(calls, name)));
    }

    /** A parcel as Python sees it. */
    public Object parcel(Parcel parcel) {
        return Values.toPython(parcel);
    }

    /** What Python calls once, in its main thread: it hands over the functions that raise exceptions and handle signals. */
    public Object functionTaker() {
        return new FunctionTaker(this);
    }

    void takeFunctions(Object newRaiser, Object signalHandler) {
        raiser = newRaiser;
        handler = signals.here(signalHandler);
    }

    /** Lets the interpreter's program handle a signal, in its main thread. Returns at once. */
    public void signal(int number) {
        handler.call(number);
    }

    /** A kernel's result as Python sees it. */
    Object toPython(Object value) {
        return value instanceof Segment segment ? new SegmentBuffer(this, segment) : Values.toPython(value);
    }

    /** Raises a Python exception: throws it, never returns. */
    @TruffleBoundary
    RuntimeException raise(PythonError error) {
        String message = error.getMessage() == null ? "" : error.getMessage();
        Object filename = error.filename() == null ? Null.INSTANCE : error.filename();
        try {
            InteropLibrary.getUncached().execute(raiser, error.type(), message, error.errno(), filename);
        } catch (InteropException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("the raiser returned");
    }
}
