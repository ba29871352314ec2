"""Numbers and characters in shared memory, by the type codes of the documentation: c b B u h H i I l L q Q f d."""
import struct

from _jmp_host import data as _data, memory_view as _memory_view, struct_is_native as _struct_is_native
from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

_memory = kernel.memory

try:
    _text, _char, integers = unicode, unichr, (int, long)
except NameError:
    _text, _char, integers = str, chr, (int,)

# code: name of the ctypes type, format of memoryview, size
CODES = {
    'c': ('c_char', 'c', 1), 'b': ('c_byte', 'b', 1), 'B': ('c_ubyte', 'B', 1), 'u': ('c_wchar', 'I', 4),
    'h': ('c_short', 'h', 2), 'H': ('c_ushort', 'H', 2), 'i': ('c_int', 'i', 4), 'I': ('c_uint', 'I', 4),
    'l': ('c_long', 'l', 8), 'L': ('c_ulong', 'L', 8), 'q': ('c_longlong', 'q', 8), 'Q': ('c_ulonglong', 'Q', 8),
    'f': ('c_float', 'f', 4), 'd': ('c_double', 'd', 8),
}

# The items of a slice that are converted at a time: few enough for what is made of them to stay in the processor's cache.
_PART = 4096


def _to_int(code):
    """The conversion of what is assigned to an integer type: as ctypes does, any width is cut to the type's."""
    bits = 8 * CODES[code][2]
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
    if isinstance(value, integers) and 0 <= value < 256:
        return bytes(bytearray((value,)))
    raise TypeError('one character bytes, bytearray, or an integer in range(256) expected')


def _to_wchar(value):
    if not isinstance(value, (str, _text)):
        raise TypeError('unicode string expected instead of %s instance' % type(value).__name__)
    if len(value) != 1:
        raise TypeError('one character unicode string expected')
    return ord(value)


_converters = dict((code, _to_float if code in 'fd' else _to_char if code == 'c' else _to_wchar if code == 'u'
                    else _to_int(code)) for code in CODES)


class Raw(object):
    """Numbers in a shared block."""

    def __init__(self, code, block):
        self._code = code
        self._handle = block
        self._view = _memory_view(_memory.bytes(block), CODES[code][1])
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


class RawValue(Raw):
    """One number."""

    @property
    def value(self):
        value = self._view[0]
        return _char(value) if self._code == 'u' else value

    @value.setter
    def value(self, value):
        self._set(0, value)

    def __repr__(self):
        return '%s(%r)' % (CODES[self._code][0], self.value)


class RawArray(Raw):
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
        code, size = self._code, CODES[self._code][2]
        start, stop, step = index.indices(len(self._view))
        length = len(range(start, stop, step))
        if step != 1 or length < 8 or not _struct_is_native:
            values = self._view[index].tolist()
            if code == 'c':
                return b''.join(values)
        else:
            # One copy, and one conversion for all, take less time than a read for each item.
            content = _data(_memory.read(self._handle, start * size, length * size))
            if code == 'c':
                return content
            values = list(struct.unpack('%d%s' % (length, CODES[code][1]), content))
        return type(u'')().join(map(_char, values)) if code == 'u' else values

    def _set_slice(self, index, values):
        code, size = self._code, CODES[self._code][2]
        start, stop, step = index.indices(len(self._view))
        indexes = range(start, stop, step)
        if not hasattr(values, '__len__'):
            raise TypeError('sequence expected, got %s' % type(values).__name__)
        if len(values) != len(indexes):
            raise ValueError('Can only assign sequence of same size')
        if code not in 'cu' and not _struct_is_native:
            try:
                self._view[index] = values
                return
            except (TypeError, ValueError):
                pass    # numbers to be cut to their width, or an error: one by one
        elif step == 1 and len(indexes) > 8 and code != 'u' and self._write_packed(start, values):
            return
        for i, value in zip(indexes, values):
            self._set(i, value)

    def _write_packed(self, start, values):
        """Write them in large parts; false if that cannot be, since they are to be cut to their width, or are an error."""
        code, size = self._code, CODES[self._code][2]
        if code == 'c':
            if isinstance(values, (bytes, bytearray)):
                _memory.write(self._handle, start, bytes(values))
                return True
            return False
        if not isinstance(values, (list, tuple)):
            values = list(values)
        try:
            for i in range(0, len(values), _PART):
                part = values[i:i + _PART]
                if code in 'df' and type(part[0]) is int:
                    # GraalPy's struct.pack, once it has met an int for a double, takes twice the time for every double.
                    part = [value * 1.0 for value in part]
                _memory.write(self._handle, (start + i) * size, struct.pack('%d%s' % (len(part), code), *part))
        except (struct.error, OverflowError, TypeError):
            return False
        return True

    def __iter__(self):
        return iter(self[:])

    # Arrays of characters only.

    @property
    def value(self):
        if self._code == 'c':
            return self[:].split(b'\0', 1)[0]
        if self._code == 'u':
            return self[:].split(u'\0', 1)[0]
        raise AttributeError("'%s_Array_%d' object has no attribute 'value'" % (CODES[self._code][0], len(self)))

    @value.setter
    def value(self, value):
        if self._code not in ('c', 'u'):
            raise AttributeError("'%s_Array_%d' object has no attribute 'value'" % (CODES[self._code][0], len(self)))
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
            raise AttributeError("'%s_Array_%d' object has no attribute 'raw'" % (CODES[self._code][0], len(self)))

    def __repr__(self):
        return '<multiprocessing.sharedctypes.%s_Array_%d object at %#x>' % (CODES[self._code][0], len(self), id(self))


def _rebuild_raw(cls, code, index):
    return cls(code, _shared(index))


# What Java programs share.

def _rebuild_block(index):
    return _memory_view(_memory.bytes(_shared(index)), 'B')


def _rebuild_array(index):
    return _of_java(RawArray, _shared(index))


def _rebuild_value(index):
    return _of_java(RawValue, _memory.item(_shared(index)))


def _of_java(cls, items):
    return cls(_memory.code(items), _memory.block(items))
