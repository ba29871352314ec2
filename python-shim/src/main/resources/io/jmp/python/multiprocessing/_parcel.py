"""Parcels: pickles, and beside them the Java objects that they refer to.

A class whose instances stand for a Java object pickles itself with `share`, and is rebuilt with `shared`::

    def __reduce__(self):
        return _rebuild_lock, (_parcel.share(self._handle),)

    def _rebuild_lock(index):
        return Lock._from_handle(_parcel.shared(index))
"""
try:
    import copyreg
except ImportError:
    import copy_reg as copyreg
    from . import _python2      # some types can be sent that Python 2 does not pickle

try:
    # The C implementation alone; `pickle` also imports `re`, which costs more than all the rest.
    from _pickle import dumps as _dumps, loads as _loads, Pickler as _Pickler
except ImportError:
    from _jmp_host import dumps as _dumps, loads as _loads

try:
    from _thread import _local
except ImportError:
    from threading import local as _local

import marshal

import _jmp_host
from ._kernel import kernel

# 2 on Python 2, which both hosts can read.
PROTOCOL = _jmp_host.pickle_protocol

_data = _jmp_host.data
_ref = kernel.parcels.ref


class _State(_local):
    refs = None         # the list that `share` appends to, while a parcel is being made
    arriving = None     # the parcel that is being read
    spawning = False    # whether the parcel that is being made starts a process


_state = _State()

# Called, if there is one, before something is read that refers to the main module: the program is one without a file, and has not run here.
late_main = []

# Reducers that `reduction.register` adds; they apply to parcels, and not to the module `pickle`.
reducers = {}


def share(handle):
    """Put a Java object beside the pickle that is being made; return its index there.

    Raises `RuntimeError` where no parcel is being made: a shared object cannot be written to a file.
    """
    refs = _state.refs
    if refs is None:
        raise RuntimeError('shared objects of multiprocessing can only be pickled to be sent to another process')
    refs.append(handle)
    return len(refs) - 1


def shared(index):
    """Return the Java object with this index beside the pickle that is being read."""
    arriving = _state.arriving
    if arriving is None:
        raise RuntimeError('shared objects of multiprocessing can only be unpickled from what another process sent')
    return _ref(arriving, index)


def rebuild_error(name, message, errno, filename):
    """An error of the system that Python 2 has sent."""
    try:
        from ._python2 import exception
    except ImportError:
        import builtins
        if errno:
            return OSError(errno, message, filename) if filename else OSError(errno, message)
        return getattr(builtins, name, OSError)(message)
    return exception(name, message, errno, filename)


def spawning():
    """Whether this thread is making the parcel that starts a process."""
    return _state.spawning


def dumps(obj):
    """Pickle `obj`. Return the bytes, and the list of Java objects beside them or None for no such object.

    Raises what the module `pickle` raises for objects that it cannot pickle.
    """
    state = _state
    outer = state.refs
    state.refs = refs = []
    try:
        data = _dumps_with_reducers(obj) if reducers else _dumps(obj, PROTOCOL)
    finally:
        state.refs = outer
    return data, refs or None


def dumps_task(task):
    """As `dumps`; functions that no name leads to are sent by value."""
    try:
        return dumps(task)
    except Exception as e:
        from . import _by_value
        state = _state
        outer = state.refs
        state.refs = refs = []
        try:
            return _by_value.dumps(task, e, refs), refs or None
        finally:
            state.refs = outer


def plain(preparation):
    """The bytes of what a child is told of its parent, if that is nothing but numbers, text and their like; else None."""
    try:
        return marshal.dumps(preparation)
    except ValueError:
        return None


def dumps_program(preparation, process):
    """Pickle what a child is told of its parent, and in it the process object; return what `dumps` returns."""
    return _dumps_to_start(preparation, lambda _: _dumps_with_reducers(
        dict(preparation, process=_dumps_with_reducers_or_by_value(process))))


def dumps_process(process):
    """Pickle a process object that is being started; return what `dumps` returns."""
    return _dumps_to_start(process, _dumps_with_reducers_or_by_value)


def _dumps_to_start(obj, dumps):
    state = _state
    outer = state.refs, state.spawning
    state.refs, state.spawning = refs, _ = [], True
    try:
        data = dumps(obj)
    finally:
        state.refs, state.spawning = outer
    return data, refs or None


def _dumps_with_reducers_or_by_value(obj):
    try:
        return _dumps_with_reducers(obj)
    except Exception as e:
        from ._by_value import dumps
        return dumps(obj, e, _state.refs)


def _dumps_with_reducers(obj):
    if not reducers:
        return _dumps(obj, PROTOCOL)
    import io
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, PROTOCOL)
    pickler.dispatch_table = dispatch_table()
    pickler.dump(obj)
    return buffer.getvalue()


def dispatch_table():
    """The reducers that apply to parcels."""
    table = dict(copyreg.dispatch_table)
    table.update(reducers)
    return table


def loads(parcel, data=None):
    """Rebuild the object of a parcel; `data` names other bytes to read, that came inside the parcel."""
    state = _state
    outer = state.arriving
    state.arriving = parcel
    try:
        content = _data(parcel) if data is None else data
        if late_main and b'_main__' in content:     # or b'__mp_main__'
            late_main[0]()
        return _loads(content)
    finally:
        state.arriving = outer
