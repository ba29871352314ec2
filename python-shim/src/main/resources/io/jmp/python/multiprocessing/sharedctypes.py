"""Values and arrays in shared memory.

Type codes are those of the documentation: c b B u h H i I l L q Q f d. Types of ctypes may be given too, where ctypes can be
imported; the simple ones mean their type codes, structures and arrays are laid over the shared memory by ctypes itself.
"""
from . import _raw
from ._kernel import kernel

__all__ = ['RawValue', 'RawArray', 'Value', 'Array', 'copy', 'synchronized']

_memory = kernel.memory


def _typecode(typecode_or_type):
    """The type code, or None for a type that ctypes has to lay out."""
    if isinstance(typecode_or_type, str):
        if typecode_or_type in _raw.CODES:
            return typecode_or_type
        raise TypeError('this type has no size')
    code = getattr(typecode_or_type, '_type_', None)
    if isinstance(code, str) and code in _raw.CODES:
        return code
    if not isinstance(typecode_or_type, type):
        raise TypeError('this type has no size')
    return None


def RawValue(typecode_or_type, *args):
    """Return a value in shared memory, without a lock; the arguments are its first value."""
    code = _typecode(typecode_or_type)
    if code is None:
        from . import _structures
        obj = _structures.new(typecode_or_type)
        _structures.fill(obj, args)
        return obj
    if len(args) > 1:
        raise TypeError('%s takes at most 1 argument' % _raw.CODES[code][0])
    value = _raw.RawValue(code, _memory.allocate(_raw.CODES[code][2]))
    if args:
        value.value = args[0]
    return value


def RawArray(typecode_or_type, size_or_initializer):
    """Return an array in shared memory, without a lock: of zeros if a size is given, else of the given items."""
    code = _typecode(typecode_or_type)
    items = None if isinstance(size_or_initializer, _raw.integers) else size_or_initializer
    if items is not None and not hasattr(items, '__len__'):
        raise TypeError("object of type '%s' has no len()" % type(items).__name__)
    length = size_or_initializer if items is None else len(items)
    if length < 0:
        raise ValueError('Array length must be >= 0, not %d' % length)
    if code is None:
        from . import _structures
        array = _structures.new(typecode_or_type * length)
        if items is not None:
            _structures.fill(array, items)
        return array
    array = _raw.RawArray(code, _memory.allocate(_raw.CODES[code][2] * length))
    if items is not None:
        array[:] = items
    return array


def _lock(kwds, function):
    """The lock that the keyword arguments of Value and Array ask for; None for no lock."""
    lock = kwds.pop('lock', True)
    ctx = kwds.pop('ctx', None)
    if kwds:
        raise TypeError("%s() got an unexpected keyword argument '%s'" % (function, sorted(kwds)[0]))
    if lock is False:
        return None
    if lock in (True, None):
        if ctx is not None:
            return ctx.RLock()
        from .synchronize import RLock
        return RLock()
    if not hasattr(lock, 'acquire'):
        raise AttributeError("%r has no method 'acquire'" % lock)
    return lock


def Value(typecode_or_type, *args, **kwds):
    """Return a value in shared memory, with a lock (an `RLock`) unless `lock=False`, or with the lock given by `lock`."""
    lock = _lock(kwds, 'Value')
    obj = RawValue(typecode_or_type, *args)
    return obj if lock is None else synchronized(obj, lock)


def Array(typecode_or_type, size_or_initializer, **kwds):
    """Return an array in shared memory, with a lock (an `RLock`) unless `lock=False`, or with the lock given by `lock`."""
    lock = _lock(kwds, 'Array')
    obj = RawArray(typecode_or_type, size_or_initializer)
    return obj if lock is None else synchronized(obj, lock)


def copy(obj):
    """Return a copy of a value or array, in shared memory of its own."""
    if isinstance(obj, _raw.Raw):
        block = _memory.allocate(obj._view.nbytes)
        duplicate = type(obj)(obj._code, block)
        duplicate._view.cast('B')[:] = obj._view.cast('B')
        return duplicate
    from . import _structures
    return _structures.copy(obj)


def synchronized(obj, lock=None, ctx=None):
    """Return a wrapper of a value or array whose access is guarded by a lock."""
    assert not isinstance(obj, SynchronizedBase), 'object already synchronized'
    if isinstance(obj, _raw.RawValue):
        return Synchronized(obj, lock, ctx)
    if isinstance(obj, _raw.RawArray):
        return (SynchronizedString if obj._code == 'c' else SynchronizedArray)(obj, lock, ctx)
    if hasattr(type(obj), '_length_'):
        return SynchronizedArray(obj, lock, ctx)
    return _structure_wrapper(type(obj))(obj, lock, ctx)


_structure_wrappers = {}


def _structure_wrapper(type_):
    """The class of wrappers of a structure: each field is guarded."""
    try:
        return _structure_wrappers[type_]
    except KeyError:
        pass

    def field(name):
        def getter(self):
            with self._lock:
                return getattr(self._obj, name)

        def setter(self, value):
            with self._lock:
                setattr(self._obj, name, value)
        return property(getter, setter)

    from ._structures import fields_of
    fields = dict((entry[0], field(entry[0])) for entry in fields_of(type_))
    wrapper = _structure_wrappers[type_] = type('Synchronized' + type_.__name__, (SynchronizedBase,), fields)
    return wrapper


class SynchronizedBase(object):
    """Guards a value or array with a lock."""

    def __init__(self, obj, lock=None, ctx=None):
        self._obj = obj
        self._lock = lock or _lock({'ctx': ctx}, 'synchronized')
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __reduce__(self):
        from .context import assert_spawning
        assert_spawning(self)
        return synchronized, (self._obj, self._lock)

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def get_obj(self):
        """Return the object without its lock."""
        return self._obj

    def get_lock(self):
        """Return the lock."""
        return self._lock

    def __repr__(self):
        return '<%s wrapper for %s>' % (type(self).__name__, self._obj)


class Synchronized(SynchronizedBase):
    """A value with a lock."""

    @property
    def value(self):
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value


class SynchronizedArray(SynchronizedBase):
    """An array with a lock."""

    def __len__(self):
        return len(self._obj)

    def __getitem__(self, i):
        with self._lock:
            return self._obj[i]

    def __setitem__(self, i, value):
        with self._lock:
            self._obj[i] = value

    def __getslice__(self, start, stop):
        with self._lock:
            return self._obj[start:stop]

    def __setslice__(self, start, stop, values):
        with self._lock:
            self._obj[start:stop] = values


class SynchronizedString(SynchronizedArray):
    """An array of characters with a lock."""

    @property
    def value(self):
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value

    @property
    def raw(self):
        with self._lock:
            return self._obj.raw

    @raw.setter
    def raw(self, value):
        with self._lock:
            self._obj.raw = value
