package io.jmp.jython.interop;

import io.jmp.jython.life.Lifeline;
import io.jmp.parcel.Parcel;
import io.jmp.python.Kernel;
import io.jmp.python.KernelMethod;
import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Parking;
import java.util.Map;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyObject;

/** The kernel in the hands of one Jython interpreter. As a strategy of waiting, it lets the interpreter be stopped and interrupted. */
public final class KernelBridge implements Parking.Strategy {

    private final Kernel kernel;
    private final Lifeline lifeline;
    /** The Python function that makes an exception by name. */
    private volatile PyObject exceptions;

    public KernelBridge(Kernel kernel, Lifeline lifeline) {
        this.kernel = kernel;
        this.lifeline = lifeline;
    }

    /** The object that Python sees as {@code kernel}. */
    public PyObject kernel() {
        Map<String, Object> features = kernel.features();
        return new KernelObject(features, feature -> calls(features.get(feature)));
    }

    /** An object of calls as Python sees it: its public methods as functions. */
    public PyObject calls(Object calls) {
        return new KernelObject(KernelMethod.all(calls), name -> new KernelFunction(this, KernelMethod.of(calls, name)));
    }

    /** A parcel as Python sees it. */
    public PyObject parcel(Parcel parcel) {
        return Values.toPython(parcel);
    }

    /** A function of this interpreter, for the threads of others. */
    PythonFunction entered(PyObject function) {
        return new EnteredFunction(function, lifeline);
    }

    /** Stops and interrupts the interpreter. */
    public Lifeline lifeline() {
        return lifeline;
    }

    /** Shared memory as numbers of a type. */
    public static PyObject view(Object memory, String code) {
        return MemoryView.of(memory, code);
    }

    /** The Python function that pickles as CPython does. */
    public static PyObject dumps() {
        return new Pickling.UnaryFunction("dumps", Pickling::dumps);
    }

    /** The Python function that gives a pickle of Python 3 by protocol 2, or None if that cannot be. */
    public static PyObject translate() {
        return new Pickling.UnaryFunction("translate", Pickling::translate);
    }

    /** Takes the Python function that makes an exception of a name, a message, an errno and a file name. */
    public void takeExceptions(PyObject function) {
        exceptions = function;
    }

    /** A kernel's result as Python sees it. */
    PyObject toPython(Object value) {
        return Values.toPython(value);
    }

    /** The Python exception for an error of the kernel. */
    PyException raise(PythonError error) {
        PyObject exception = exceptions.__call__(Py.newString(error.type()), Values.toPython(error.getMessage()),
                Py.newInteger(error.errno()), Values.toPython(error.filename()));
        return new PyException(exception.getType(), exception);
    }

    @Override
    public void block(Parking.Operation operation) {
        lifeline.block(operation);
    }
}
