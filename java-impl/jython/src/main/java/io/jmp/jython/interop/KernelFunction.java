package io.jmp.jython.interop;

import io.jmp.python.Blocking;
import io.jmp.python.PythonError;
import io.jmp.python.PythonFunction;
import io.jmp.wait.Parking;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.python.core.Py;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.Untraversable;

/** One function of the kernel, as Python calls it. */
@Untraversable
final class KernelFunction extends PyObject {

    private static final long serialVersionUID = 1L;
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    private final transient KernelBridge bridge;
    private final String name;
    private final transient Class<?>[] types;
    private final boolean blocking;
    /** Takes the arguments as an array; bound to the object of calls. */
    private final transient MethodHandle function;

    KernelFunction(KernelBridge bridge, Object calls, Method method) {
        this.bridge = bridge;
        this.name = method.getName();
        this.types = method.getParameterTypes();
        this.blocking = method.isAnnotationPresent(Blocking.class);
        try {
            MethodHandle bound = LOOKUP.unreflect(method).bindTo(calls);
            this.function = bound.asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new AssertionError("the calls of the kernel are public", e);
        }
    }

    @Override
    public boolean isCallable() {
        return true;
    }

    @Override
    public PyObject __call__(PyObject[] arguments, String[] keywords) {
        if (keywords.length > 0 || arguments.length != types.length) {
            throw Py.TypeError(name + "() takes exactly " + types.length + " arguments (" + arguments.length + " given)");
        }
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < converted.length; i++) {
            converted[i] = types[i] == PythonFunction.class ? bridge.entered(arguments[i]) : Values.toJava(arguments[i], types[i]);
        }
        Parking.Strategy before = blocking ? Parking.use(bridge) : null;
        try {
            return bridge.toPython((Object) function.invokeExact(converted));
        } catch (PythonError e) {
            throw bridge.raise(e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Py.JavaError(e);
        } finally {
            if (blocking) {
                Parking.use(before);
            }
        }
    }

    @Override
    public PyString __repr__() {
        return new PyString("<kernel function " + name + ">");
    }
}
