package io.jmp.python;

import io.jmp.wait.Parking;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A method of an object of calls, bound to it: what a host makes callable for Python. Immutable, so thread-safe. */
public final class KernelMethod {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    /** The methods of each class of calls, by name. */
    private static final ClassValue<Map<String, Method>> METHODS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> calls) {
            Map<String, Method> methods = new ConcurrentHashMap<>();
            for (Method method : calls.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    methods.put(method.getName(), method);
                }
            }
            return methods;
        }
    };

    private final String name;
    private final Class<?>[] types;
    private final boolean blocking;
    /** Takes the arguments as an array; bound to the object of calls. */
    private final MethodHandle function;

    private KernelMethod(Object calls, Method method) {
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

    /** The public methods of an object of calls by their names. */
    public static Map<String, Method> all(Object calls) {
        return METHODS.get(calls.getClass());
    }

    /** One of the methods that {@link #all} has. */
    public static KernelMethod of(Object calls, String name) {
        return new KernelMethod(calls, all(calls).get(name));
    }

    /** The name, as Python knows it. */
    public String name() {
        return name;
    }

    /** How many arguments it takes. */
    public int arity() {
        return types.length;
    }

    /** The type of an argument, from 0. */
    public Class<?> type(int argument) {
        return types[argument];
    }

    /**
     * Calls the method.
     *
     * @param arguments as many as it takes, of its types
     * @param waits how the calling thread waits, if the method blocks
     * @return the result; null if it has none
     * @throws PythonError what Python should see
     * @throws Throwable what else the method throws
     */
    public Object call(Object[] arguments, Parking.Strategy waits) throws Throwable {
        if (!blocking) {
            return function.invokeExact(arguments);
        }
        Parking.Strategy before = Parking.use(waits);
        try {
            return function.invokeExact(arguments);
        } finally {
            Parking.use(before);
        }
    }
}
