package io.jmp.jython.interop;

import java.util.function.UnaryOperator;
import org.python.core.Py;
import org.python.core.PyClass;
import org.python.core.PyCode;
import org.python.core.PyException;
import org.python.core.PyFile;
import org.python.core.PyFrame;
import org.python.core.PyFunction;
import org.python.core.PyGenerator;
import org.python.core.PyJavaType;
import org.python.core.PyModule;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PySystemState;
import org.python.core.PyType;
import org.python.core.Untraversable;
import org.python.core.imp;
import org.python.modules._threading.Condition;
import org.python.modules._threading.Lock;
import org.python.modules._threading.RLock;
import org.python.modules.cPickle;
import org.python.modules.cStringIO;
import org.python.modules.thread.PyLocal;
import org.python.modules.thread.PyLock;

/**
 * Pickles as {@code cPickle.dumps} of CPython does. Jython's own takes what nobody can rebuild: locks, generators, files, and functions
 * and classes that their names do not lead to. What it writes, Python 3 reads: see {@link PickleDialects}.
 */
final class Pickling {

    private static final int PROTOCOL = 2;
    private static final PyObject CHECK = new Check();

    private Pickling() {}

    /**
     * The pickle of an object.
     *
     * @throws PyException what pickling raises; a TypeError or PicklingError for what cannot be rebuilt
     */
    static PyString dumps(PyObject object) {
        cStringIO.StringIO file = cStringIO.StringIO();
        cPickle.Pickler pickler = new cPickle.Pickler(file, PROTOCOL);
        pickler.persistent_id = CHECK;
        pickler.dump(object);
        PyString pickle = file.getvalue();
        return new PyString(PickleDialects.portable(pickle.getString()));
    }

    /** A pickle of Python 3 by protocol 2; None if that cannot be. */
    static PyObject translate(PyObject pickle) {
        if (!(pickle instanceof PyString text)) {
            throw Py.TypeError("a pickle is a str, not " + pickle.getType().fastGetName());
        }
        String translated = PickleDialects.forPython2(text.getString());
        return translated == null ? Py.None : new PyString(translated);
    }

    /** A Java function of one argument as a Python function. */
    @Untraversable
    static final class UnaryFunction extends PyObject {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final transient UnaryOperator<PyObject> function;

        UnaryFunction(String name, UnaryOperator<PyObject> function) {
            this.name = name;
            this.function = function;
        }

        @Override
        public boolean isCallable() {
            return true;
        }

        @Override
        public PyObject __call__(PyObject[] arguments, String[] keywords) {
            if (arguments.length != 1 || keywords.length > 0) {
                throw Py.TypeError(name + "() takes exactly 1 argument (" + arguments.length + " given)");
            }
            return function.apply(arguments[0]);
        }
    }

    /** What the pickler asks for each object: gives None, or raises. */
    @Untraversable
    private static final class Check extends PyObject {
        private static final long serialVersionUID = 1L;

        @Override
        public PyObject __call__(PyObject object) {
            if (object instanceof PyString) {
                return Py.None;
            }
            if (object instanceof PyFunction || object instanceof PyClass || object instanceof PyType && !(object instanceof PyJavaType)) {
                checkName(object);
            } else if (isBoundToItsInterpreter(object)) {
                throw Py.TypeError("can't pickle " + object.getType().fastGetName() + " objects");
            }
            return Py.None;
        }

        private static boolean isBoundToItsInterpreter(PyObject object) {
            return object instanceof Lock || object instanceof RLock || object instanceof PyLock || object instanceof Condition
                    || object instanceof PyLocal || object instanceof PyFile || object instanceof PyGenerator
                    || object instanceof PyModule || object instanceof PySystemState || object instanceof PyFrame || object instanceof PyCode;
        }

        private static void checkName(PyObject object) {
            PyObject module = object.__findattr__("__module__");
            PyObject name = object.__findattr__("__name__");
            if (module == null || module == Py.None || !(name instanceof PyString) || "__builtin__".equals(module.toString())) {
                return; // it has no other name, or the pickler looks for it
            }
            PyObject found;
            try {
                PyObject home = Py.getSystemState().modules.__finditem__(module);
                found = (home == null ? imp.importName(module.toString(), false) : home).__findattr__(name.toString());
            } catch (PyException e) {
                if (!e.match(Py.ImportError)) {
                    throw e;
                }
                found = null;
            }
            if (found != object) {
                throw new PyException(cPickle.PicklingError, "Can't pickle " + object.__repr__() + ": it's not "
                        + (found == null ? "found as " : "the same object as ") + module + "." + name);
            }
        }
    }
}
