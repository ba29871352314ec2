package io.jmp.jython.interop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.python.core.PyObject;
import org.python.core.Untraversable;

/** An object of the kernel with members: its features, or the functions of one. Each member is made when it is first asked for. */
@Untraversable
final class KernelObject extends PyObject {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, ?> names;
    private final transient Function<String, PyObject> make;
    private final transient Map<String, PyObject> members = new ConcurrentHashMap<>();

    KernelObject(Map<String, ?> names, Function<String, PyObject> make) {
        this.names = names;
        this.make = make;
    }

    @Override
    public PyObject __findattr_ex__(String name) {
        return names.containsKey(name) ? members.computeIfAbsent(name, make) : super.__findattr_ex__(name);
    }
}
