package io.jmp.jython.interop;

import io.jmp.python.KernelMethod;
import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import org.python.core.Py;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.Untraversable;

/** One function of the kernel, as Python calls it. */
@Untraversable
final class KernelFunction extends PyObject {

    private static final long serialVersionUID = 1L;

    private final transient KernelBridge bridge;
    private final transient KernelMethod method;

    KernelFunction(KernelBridge bridge, KernelMethod method) {
        this.bridge = bridge;
        this.method = method;
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public PyObject __call__(PyObject[] arguments, String[] keywords) {
        if (keywords.length > 0 || arguments.length != method.arity()) {
            throw Py.TypeError(method.name() + "() takes exactly " + method.arity() + " arguments (" + arguments.length + " given)");
        }
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            Class<?> type = method.type(i);
            converted[i] = type == PythonFunction.class ? bridge.entered(arguments[i]) : Values.toJava(arguments[i], type);
        }
        try {
            return bridge.toPython(method.call(converted, bridge));
        } catch (PythonError e) {
            throw bridge.raise(e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Py.JavaError(e);
        }
    }

    @Override
    public PyString __repr__() {
        return new PyString("<kernel function " + method.name() + ">");
    }
}
