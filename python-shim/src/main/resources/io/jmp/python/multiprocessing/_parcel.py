"""Parcels: pickles, and beside them the Java objects that they refer to.

A class whose instances stand for a Java object pickles itself with `share`, and is rebuilt with `shared`::

    def __reduce__(self):
        return _rebuild_lock, (_parcel.share(self._handle),)

    def _rebuild_lock(index):
        return Lock._from_handle(_parcel.shared(index))
"""
import copyreg

try:
    # The C implementation alone; `pickle` also imports `re`, which costs more than all the rest.
    from _pickle import dumps as _dumps, loads as _loads, Pickler as _Pickler
except ImportError:
    try:
        from cPickle import dumps as _dumps, loads as _loads, Pickler as _Pickler
    except ImportError:
        from pickle import dumps as _dumps, loads as _loads, Pickler as _Pickler

from _thread import _local

# Every host that is at one end of a queue has to read this protocol.
PROTOCOL = 4


class _State(_local):
    refs = None         # the list that `share` appends to, while a parcel is being made
    arriving = None     # the Java objects of the parcel that is being read


_state = _State()

# Reducers of `reduction.register`, which apply to parcels only and not to the module `pickle`.
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
    """Return the Java object with this index in the parcel that is being read."""
    arriving = _state.arriving
    if arriving is None:
        raise RuntimeError('shared objects of multiprocessing can only be unpickled from a message of another process')
    return arriving[index]


def dumps(obj):
    """Pickle `obj`. Return the bytes and the list of Java objects beside them, or None for no such object.

    Raises what the module `pickle` raises for objects that it cannot pickle.
    """
    outer = _state.refs
    _state.refs = refs = []
    try:
        data = _dumps_with_reducers(obj) if reducers else _dumps(obj, PROTOCOL)
    finally:
        _state.refs = outer
    return data, refs or None


def _dumps_with_reducers(obj):
    import io
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, PROTOCOL)
    table = dict(copyreg.dispatch_table)
    table.update(reducers)
    pickler.dispatch_table = table
    pickler.dump(obj)
    return buffer.getvalue()


def loads(data, refs=None):
    """Rebuild the object of a parcel from its bytes and the Java objects beside them."""
    if refs is None:
        return _loads(data)
    outer = _state.arriving
    _state.arriving = refs
    try:
        return _loads(data)
    finally:
        _state.arriving = outer
