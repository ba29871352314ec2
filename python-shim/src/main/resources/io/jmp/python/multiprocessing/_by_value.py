"""Functions that are sent as their code, because no name leads to them: lambdas, closures, functions of an interactive session.

Used for what starts a process and for the tasks of pools, and only after sending by name has failed. The way is that of the library
cloudpickle, which cannot be used itself: it needs the module `dis`, and GraalPy has none. A function travels as its marshalled code, with
the cells of its closure, its defaults and its attributes. Its globals are those of its module at the other end, if that can be imported
there; otherwise those that its code mentions travel too. Classes are not sent by value.
"""
import io
import marshal
import pickle
import sys
import types

from . import _parcel, reduction


def dumps(obj, error, refs):
    """Pickle `obj`, functions by value.

    Raises `error`, what `pickle` has raised, if that is switched off or there are no such functions, and what `pickle` raises for
    something else in them.
    """
    if not reduction.functions_by_value or not hasattr(pickle, '_Pickler'):
        raise error
    del refs[:]
    buffer = io.BytesIO()
    pickler = _pickler(buffer)
    try:
        pickler.dump(obj)
    except Exception as e:
        if pickler.by_value:
            error = e   # it is not the function
    else:
        if pickler.by_value:
            return buffer.getvalue()
    raise error


def _pickler(buffer):
    Base = pickle._Pickler

    class Pickler(Base):
        """Pickles functions by value if it must."""
        dispatch = dict(Base.dispatch)
        dispatch_table = _parcel.dispatch_table()
        by_value = False

        def save_function(self, function):
            if _has_name(function):
                return self.save_global(function)
            self.by_value = True
            state = function.__defaults__, function.__kwdefaults__, function.__dict__, function.__annotations__, function.__doc__, \
                function.__module__, function.__qualname__
            namespace, mentioned = function.__globals__, None
            if _is_of_module(namespace):
                where = _Globals(_globals_of, namespace['__name__'])
            else:
                where = self._namespaces.setdefault(id(namespace), _Globals(_new_globals, namespace.get('__name__')))
                mentioned = {name: namespace[name] for name in _names(function.__code__) if name in namespace}
            self.save_reduce(
                _new_function, (marshal.dumps(function.__code__), function.__name__, where, function.__closure__),
                (state, mentioned), state_setter=_complete_function, obj=function)

        def save_cell(self, cell):
            try:
                state = (cell.cell_contents,)
            except ValueError:
                state = None    # nothing is assigned yet
            self.save_reduce(_new_cell, (), state, state_setter=_complete_cell, obj=cell)

        def save_module(self, module):
            self.save_reduce(_import, (module.__name__,), obj=module)

        dispatch[types.FunctionType] = save_function
        dispatch[types.CellType] = save_cell
        dispatch[types.ModuleType] = save_module

    pickler = Pickler(buffer, _parcel.PROTOCOL)
    pickler._namespaces = {}
    return pickler


def _has_name(function):
    """Whether the other end finds a function by its name."""
    found = sys.modules.get(function.__module__)
    for name in function.__qualname__.split('.'):
        found = getattr(found, name, None)
    return found is function


def _is_of_module(namespace):
    name = namespace.get('__name__')
    return name in sys.modules and vars(sys.modules[name]) is namespace


def _names(code):
    """The names that code and the functions inside it may look up in the globals."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names(constant)
    return names


class _Globals(object):
    """The globals of functions, on their way."""

    def __init__(self, function, name):
        self._function, self._name = function, name

    def __reduce__(self):
        return self._function, (self._name,)


# --- at the other end -----------------------------------------------------------------------------------------------------------

def _import(name):
    __import__(name)
    return sys.modules[name]


def _globals_of(name):
    return vars(_import(name))


def _new_globals(name):
    import builtins
    return {'__name__': name, '__builtins__': builtins}


def _new_function(code, name, namespace, closure):
    return types.FunctionType(marshal.loads(code), namespace, name, None, closure)


def _complete_function(function, states):
    state, mentioned = states
    if mentioned is not None:
        function.__globals__.update(mentioned)
    (function.__defaults__, function.__kwdefaults__, attributes, function.__annotations__, function.__doc__, function.__module__,
     function.__qualname__) = state
    function.__dict__.update(attributes)


def _new_cell():
    return types.CellType()


def _complete_cell(cell, state):
    cell.cell_contents, = state
