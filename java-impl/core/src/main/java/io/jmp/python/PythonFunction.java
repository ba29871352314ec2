package io.jmp.python;

import io.jmp.parcel.Parcel;

/**
 * A function of one interpreter that other threads may call, whichever interpreter they belong to: the calling thread
 * enters the function's interpreter for the time of the call.
 */
public interface PythonFunction {

    /**
     * Calls the function with a number and a parcel.
     *
     * @return a parcel of the bytes that it returned; null if it returned None
     * @throws InterpreterGoneException if its interpreter has ended or ends during the call
     */
    Parcel call(long number, Parcel argument);

    /** Thrown where the interpreter of a function has ended. */
    final class InterpreterGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public InterpreterGoneException() {
            super("the interpreter has ended", null, false, false);
        }
    }
}
