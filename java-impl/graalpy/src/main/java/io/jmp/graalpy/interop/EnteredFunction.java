package io.jmp.graalpy.interop;

import io.jmp.parcel.Parcel;
import io.jmp.python.PythonFunction;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** A Python function of one context, for calls by threads of others: they enter the context for the time of the call. */
final class EnteredFunction implements PythonFunction {

    private final Value function;

    /**
     * @param function a Python function of the current context
     */
    EnteredFunction(Object function) {
        this.function = Context.getCurrent().asValue(function);
    }

    @Override
    public Parcel call(long number, Parcel argument) {
        try {
            Value result = function.execute(number, Values.toPython(argument));
            return result.isNull() ? null : new Parcel(bytes(result));
        } catch (PolyglotException e) {
            if (e.isCancelled() || e.isExit()) {
                throw new InterpreterGoneException();
            }
            throw e;
        } catch (IllegalStateException e) {
            throw new InterpreterGoneException(); // the context is closed
        }
    }

    private static byte[] bytes(Value buffer) {
        byte[] bytes = new byte[(int) buffer.getBufferSize()];
        buffer.readBuffer(0, bytes, 0, bytes.length);
        return bytes;
    }
}
