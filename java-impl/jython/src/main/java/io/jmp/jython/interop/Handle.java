package io.jmp.jython.interop;

import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.Untraversable;

/** A kernel object that Python can hold and pass back, and nothing else. */
@Untraversable
class Handle extends PyObject {

    private static final long serialVersionUID = 1L;

    private final transient Object target;

    Handle(Object target) {
        this.target = target;
    }

    /** What comes back to the kernel. */
    final Object target() {
        return target;
    }

    @Override
    public PyString __repr__() {
        return new PyString("<kernel object " + target.getClass().getSimpleName() + ">");
    }
}
