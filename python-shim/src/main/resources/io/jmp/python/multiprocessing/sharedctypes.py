"""Values and arrays in shared memory.

Type codes are those of the documentation: c b B u h H i I l L q Q f d. Types of ctypes may be given too, where ctypes can be
imported; the simple ones mean their type codes, structures and arrays are laid over the shared memory by ctypes itself.
"""
import struct

import _jmp_host
from _jmp_host import data as _data, memory_view as _memory_view
from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

__all__ = ['RawValue', 'RawArray', 'Value', 'Array', 'copy', 'synchronized']

_memory = kernel.memory

# Whether `struct` and the memory have one byte order. For Jython, every machine is big-endian; its views are quick, though.
_use_struct = _jmp_host.struct_is_native

try:
    _text, _char, _integers = unicode, unichr, (int, long)
except NameError:
    _text, _char, _integers = str, chr, (int,)

# code: name of the ctypes type, format of memoryview, size
_CODES = {
    'c': ('c_char', 'c', 1), 'b': ('c_byte', 'b', 1), 'B': ('c_ubyte', 'B', 1), 'u': ('c_wchar', 'I', 4),
    'h': ('c_short', 'h', 2), 'H': ('c_ushort', 'H', 2), 'i': ('c_int', 'i', 4), 'I': ('c_uint', 'I', 4),
    'l': ('c_long', 'l', 8), 'L': ('c_ulong', 'L', 8), 'q': ('c_longlong', 'q', 8), 'Q': ('c_ulonglong', 'Q', 8),
    'f': ('c_float', 'f', 4), 'd': ('c_double', 'd', 8),
}


def _to_int(code):
    """The conversion of what is assigned to an integer type: as ctypes does, any width is cut to the type's."""
    bits = 8 * _CODES[code][2]
    mask, sign = (1 << bits) - 1, 0 if code.isupper() else 1 << (bits - 1)

    def convert(value):
        try:
            value = value.__index__() & mask
        except AttributeError:
            raise TypeError("'%s' object cannot be interpreted as an integer" % type(value).__name__)
        return value - ((value & sign) << 1)
    return convert


def _to_float(value):
    if isinstance(value, (str, bytes)):
        raise TypeError('must be real number, not %s' % type(value).__name__)
    try:
        return float(value)
    except ValueError:
        raise TypeError('must be real number, not %s' % type(value).__name__)


def _to_char(value):
    if isinstance(value, (bytes, bytearray)) and len(value) == 1:
        return bytes(value)
    if isinstance(value, _integers) and 0 <= value < 256:
        return bytes(bytearray((value,)))
    raise TypeError('one character bytes, bytearray, or an integer in range(256) expected')


def _to_wchar(value):
    if not isinstance(value, (str, _text)):
        raise TypeError('unicode string expected instead of %s instance' % type(value).__name__)
    if len(value) != 1:
        raise TypeError('one character unicode string expected')
    return ord(value)


_converters = dict((code, _to_float if code in 'fd' else _to_char if code == 'c' else _to_wchar if code == 'u'
                    else _to_int(code)) for code in _CODES)


def _typecode(typecode_or_type):
    """The type code, or None for a type that ctypes has to lay out."""
    if isinstance(typecode_or_type, str):
        if typecode_or_type in _CODES:
            return typecode_or_type
        raise TypeError('this type has no size')
    code = getattr(typecode_or_type, '_type_', None)
    if isinstance(code, str) and code in _CODES:
        return code
    if not isinstance(typecode_or_type, type):
        raise TypeError('this type has no size')
    return None


class _Raw(object):
    """Numbers in a shared block."""

    def __init__(self, code, block):
        self._code = code
        self._handle = block
        self._view = _memory_view(_memory.bytes(block), _CODES[code][1])
        self._convert = _converters[code]

    def __reduce__(self):
        from .context import assert_spawning
        assert_spawning(self)
        return _rebuild_raw, (type(self), self._code, _share(self._handle))

    def _put(self, index, value):
        try:
            self._view[index] = value
        except (ValueError, TypeError):
            # Rare: a number to be cut to its width, a float to be made of an int, or an error.
            self._view[index] = self._convert(value)

    def _set(self, index, value):
        if self._code in 'cu' or value.__class__ is not int and value.__class__ is not float:
            value = self._convert(value)
        self._put(index, value)


class _RawValue(_Raw):
    """One number."""

    @property
    def value(self):
        value = self._view[0]
        return _char(value) if self._code == 'u' else value

    @value.setter
    def value(self, value):
        self._set(0, value)

    def __repr__(self):
        return '%s(%r)' % (_CODES[self._code][0], self.value)


class _RawArray(_Raw):
    """An array of numbers."""

    def __len__(self):
        return len(self._view)

    def __getitem__(self, index):
        view, code = self._view, self._code
        if isinstance(index, slice):
            return self._get_slice(index)
        try:
            value = view[index]
        except IndexError:
            raise IndexError('invalid index')
        return _char(value) if code == 'u' else value

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            self._set_slice(index, value)
            return
        try:
            self._set(index, value)
        except IndexError:
            raise IndexError('invalid index')

    def _get_slice(self, index):
        code, size = self._code, _CODES[self._code][2]
        start, stop, step = index.indices(len(self._view))
        length = len(range(start, stop, step))
        if step != 1 or length < 8 or not _use_struct:
            values = self._view[index].tolist()
            if code == 'c':
                return b''.join(values)
        else:
            # One copy, and one conversion for all, take less time than a read for each item.
            content = _data(_memory.read(self._handle, start * size, length * size))
            if code == 'c':
                return content
            values = list(struct.unpack('%d%s' % (length, _CODES[code][1]), content))
        return type(u'')().join(map(_char, values)) if code == 'u' else values

    def _set_slice(self, index, values):
        code, size = self._code, _CODES[self._code][2]
        start, stop, step = index.indices(len(self._view))
        indexes = range(start, stop, step)
        if not hasattr(values, '__len__'):
            raise TypeError('sequence expected, got %s' % type(values).__name__)
        if len(values) != len(indexes):
            raise ValueError('Can only assign sequence of same size')
        if code not in 'cu' and not _use_struct:
            try:
                self._view[index] = values
                return
            except (TypeError, ValueError):
                pass    # numbers to be cut to their width, or an error: one by one
        elif step == 1 and len(indexes) > 8 and code != 'u':
            try:
                if code == 'c':
                    content = bytes(values) if isinstance(values, (bytes, bytearray)) else None
                else:
                    content = struct.pack('%d%s' % (len(values), code), *values)
            except (struct.error, OverflowError, TypeError):
                content = None    # numbers to be cut to their width, or an error: one by one
            if content is not None:
                _memory.write(self._handle, start * size, content)
                return
        for i, value in zip(indexes, values):
            self._set(i, value)

    def __iter__(self):
        return iter(self[:])

    # Arrays of characters only.

    @property
    def value(self):
        if self._code == 'c':
            return self[:].split(b'\0', 1)[0]
        if self._code == 'u':
            return self[:].split(u'\0', 1)[0]
        raise AttributeError("'%s_Array_%d' object has no attribute 'value'" % (_CODES[self._code][0], len(self)))

    @value.setter
    def value(self, value):
        if self._code not in ('c', 'u'):
            raise AttributeError("'%s_Array_%d' object has no attribute 'value'" % (_CODES[self._code][0], len(self)))
        kind = bytes if self._code == 'c' else _text
        if not isinstance(value, kind) and not (kind is _text and isinstance(value, str)):
            raise TypeError('%s expected instead of %s instance' % (
                'bytes' if kind is bytes else 'unicode string', type(value).__name__))
        if len(value) > len(self):
            raise ValueError('byte string too long' if kind is bytes else 'string too long')
        end = b'\0' if kind is bytes else u'\0'
        if len(value) < len(self):
            value += end
        self[:len(value)] = value

    @property
    def raw(self):
        self._check_raw()
        return self[:]

    @raw.setter
    def raw(self, value):
        self._check_raw()
        value = bytes(value)
        if len(value) > len(self):
            raise ValueError('byte string too long')
        self[:len(value)] = value

    def _check_raw(self):
        if self._code != 'c':
            raise AttributeError("'%s_Array_%d' object has no attribute 'raw'" % (_CODES[self._code][0], len(self)))

    def __repr__(self):
        return '<multiprocessing.sharedctypes.%s_Array_%d object at %#x>' % (_CODES[self._code][0], len(self), id(self))


def _rebuild_raw(cls, code, index):
    return cls(code, _shared(index))


def _rebuild_block(index):
    return _shared(index)


def _new_ctypes(type_):
    """An object of ctypes, over a new block of zeros."""
    import ctypes
    return _over_block(type_, _memory.allocate(ctypes.sizeof(type_)))


def _over_block(type_, block):
    obj = type_.from_address(_memory.address(block))
    # ctypes knows an address only: whoever holds the object has to hold the block.
    obj._jmp_block = block
    import copyreg
    copyreg.pickle(type_, _reduce_ctypes)
    return obj


def _reduce_ctypes(obj):
    block = getattr(obj, '_jmp_block', None)
    if block is None:
        raise TypeError('a ctypes object outside shared memory cannot be sent')
    from .context import assert_spawning
    assert_spawning(obj)
    type_ = type(obj)
    if hasattr(type_, '_length_'):
        return _rebuild_ctypes_array, (type_._type_, type_._length_, _share(block))
    return _rebuild_ctypes, (type_, _share(block))


def _rebuild_ctypes(type_, index):
    return _over_block(type_, _shared(index))


def _rebuild_ctypes_array(item, length, index):
    return _over_block(item * length, _shared(index))


def RawValue(typecode_or_type, *args):
    """Return a value in shared memory, without a lock; the arguments are its first value."""
    code = _typecode(typecode_or_type)
    if code is None:
        obj = _new_ctypes(typecode_or_type)
        obj.__init__(*args)
        return obj
    if len(args) > 1:
        raise TypeError('%s takes at most 1 argument' % _CODES[code][0])
    value = _RawValue(code, _memory.allocate(_CODES[code][2]))
    if args:
        value.value = args[0]
    return value


def RawArray(typecode_or_type, size_or_initializer):
    """Return an array in shared memory, without a lock: of zeros if a size is given, else of the given items."""
    code = _typecode(typecode_or_type)
    items = None if isinstance(size_or_initializer, _integers) else size_or_initializer
    if items is not None and not hasattr(items, '__len__'):
        raise TypeError("object of type '%s' has no len()" % type(items).__name__)
    length = size_or_initializer if items is None else len(items)
    if length < 0:
        raise ValueError('Array length must be >= 0, not %d' % length)
    if code is None:
        array = _new_ctypes(typecode_or_type * length)
        if items is not None:
            array.__init__(*items)
        return array
    array = _RawArray(code, _memory.allocate(_CODES[code][2] * length))
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
    if isinstance(obj, _Raw):
        block = _memory.allocate(obj._view.nbytes)
        duplicate = type(obj)(obj._code, block)
        duplicate._view.cast('B')[:] = obj._view.cast('B')
        return duplicate
    import ctypes
    duplicate = _new_ctypes(type(obj))
    ctypes.pointer(duplicate)[0] = obj
    return duplicate


def synchronized(obj, lock=None, ctx=None):
    """Return a wrapper of a value or array whose access is guarded by a lock."""
    assert not isinstance(obj, SynchronizedBase), 'object already synchronized'
    if isinstance(obj, _RawValue):
        return Synchronized(obj, lock, ctx)
    if isinstance(obj, _RawArray):
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

    fields = dict((entry[0], field(entry[0])) for entry in type_._fields_)
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
