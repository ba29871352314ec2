package io.jmp.pycsp;

import io.jmp.parcel.Parcel;
import io.jmp.python.PythonFunction;
import io.jmp.python.PythonFunction.InterpreterGoneException;
import java.nio.charset.StandardCharsets;

/** Questions to one interpreter, by any thread. */
final class Inspection {

    private static final int OTHERS_MAY_ACT = -1;
    private static final int PRINT = -2;

    private volatile PythonFunction function;

    void use(PythonFunction inspector) {
        function = inspector;
    }

    /** Whether threads that are no processes, or processes that are none of these, may use a channel. */
    boolean othersMayAct() {
        return ask(OTHERS_MAY_ACT, null) != null;
    }

    /** Prints on its standard error. */
    void print(String text) {
        ask(PRINT, new Parcel(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where in its source a process is, by its number; zero for the main program. Null if nobody knows. */
    String location(long number) {
        Parcel answer = ask(number, null);
        return answer == null ? null : new String(answer.data(), StandardCharsets.UTF_8);
    }

    private Parcel ask(long question, Parcel argument) {
        try {
            return function.call(question, argument);
        } catch (InterpreterGoneException e) {
            return null;
        }
    }
}
