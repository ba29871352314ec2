package io.jmp.jython.interop;

import io.jmp.jython.life.Lifeline;
import io.jmp.jython.life.StoppedException;
import io.jmp.jython.life.Visit;
import io.jmp.parcel.Parcel;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Parking;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyObject;

/** A Python function of one interpreter, for calls by threads of others: they enter the interpreter for the time of the call. */
final class EnteredFunction implements PythonFunction {

    private final PyObject function;
    private final Lifeline home;

    EnteredFunction(PyObject function, Lifeline home) {
        this.function = function;
        this.home = home;
    }

    @Override
    public Parcel call(long number, Parcel argument) {
        Parking.Strategy before = Parking.use(null);
        Lifeline visitor = before instanceof KernelBridge bridge ? bridge.lifeline() : null;
        try {
            return enter(visitor, number, argument);
        } finally {
            Parking.use(before);
            if (visitor != null && visitor.isStopped()) {
                throw new StoppedException();
            }
        }
    }

    private Parcel enter(Lifeline visitor, long number, Parcel argument) {
        if (home.isOver()) {
            throw new InterpreterGoneException();
        }
        try (Visit visit = new Visit(home, visitor)) {
            PyObject result = function.__call__(Py.newInteger(number), Values.toPython(argument));
            return result == Py.None ? null : new Parcel((byte[]) Values.toJava(result, byte[].class));
        } catch (PyException | StoppedException e) {
            if (home.isStopped()) {
                throw new InterpreterGoneException();
            }
            throw e;
        }
    }
}
