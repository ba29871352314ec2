"""Shared memory with a name: other processes of the machine, CPython's too, open it by that name."""
import operator
import os
import struct
import sys
from functools import partial

from _jmp_host import memory_view as _memory_view
from ._kernel import kernel
from . import resource_tracker

__all__ = ['SharedMemory', 'ShareableList']

_segments = kernel.segments

_USE_POSIX = True
_SHM_NAME_PREFIX = '/psm_'
# Those of Linux. Jython's `os` has others.
_O_RDWR, _O_CREAT, _O_EXCL = 2, 64, 128
_O_CREX = _O_CREAT | _O_EXCL


def _make_filename():
    """Return a random name."""
    return _SHM_NAME_PREFIX + ''.join('%02x' % byte for byte in bytearray(os.urandom(4)))


class SharedMemory(object):
    """A block of memory that is new (`create=True`; without a name it gets a random one) or was created elsewhere.

    With `track`, the block is unlinked at the end of the program if nobody did that. Raises `FileExistsError`,
    `FileNotFoundError` or another `OSError`, and `ValueError` for a size that is not positive or a name that is missing.
    """

    # What `close` and `unlink` find if there is nothing to do.
    _name = None
    _segment = None
    _buf = None
    _track = True
    _flags = _O_RDWR
    _prepend_leading_slash = True

    def __init__(self, name=None, create=False, size=0, track=True):
        if not size >= 0:
            raise ValueError("'size' must be a positive integer")
        if create:
            self._flags = _O_CREX | _O_RDWR
            if size == 0:
                raise ValueError("'size' must be a positive number different from zero")
        if name is None and not self._flags & _O_EXCL:
            raise ValueError("'name' can only be None if create=True")
        self._track = track
        new_size = operator.index(size) if create else 0
        if name is None:
            while self._segment is None:
                name = _make_filename()
                try:
                    self._open(name, new_size)
                except OSError as e:
                    if e.errno != 17:   # there is one with this name
                        raise
        else:
            self._open('/' + name if self._prepend_leading_slash else name, new_size)
        if track:
            resource_tracker.register(self._name, 'shared_memory')
        self._size = _segments.size(self._segment)
        self._buf = _memory_view(self._segment, 'B')

    def _open(self, name, size):
        self._segment = _segments.open(name, self._flags, size)
        self._name = name

    def __del__(self):
        try:
            self.close()
        except OSError:
            pass

    def __reduce__(self):
        return self.__class__, (self.name, False, self.size)

    def __repr__(self):
        return '%s(%r, size=%d)' % (self.__class__.__name__, self.name, self.size)

    @property
    def buf(self):
        """The bytes, as a writable `memoryview`; None when the block is closed."""
        return self._buf

    @property
    def name(self):
        """The name by which others open the block."""
        if self._prepend_leading_slash and self._name.startswith('/'):
            return self._name[1:]
        return self._name

    @property
    def size(self):
        """The size in bytes; it may be more than was asked for."""
        return self._size

    def close(self):
        """Close the block here; it lives on for others. Raises `BufferError` while something else exports `buf`.

        Unlike in CPython, slices of `buf` do not keep it open: they raise `ValueError` from now on.
        """
        if self._buf is not None:
            self._buf.release()
            self._buf = None
        segment, self._segment = self._segment, None
        if segment is not None:
            _segments.close(segment)

    def unlink(self):
        """Remove the name; to be called once by one of all processes. Raises `FileNotFoundError` if that was done before."""
        if self._name:
            _segments.unlink(self._name)
            if self._track:
                resource_tracker.unregister(self._name, 'shared_memory')


_text = type(u'')
_bytes = bytes
_ITEM = 8   # what is stored takes a multiple of this many bytes, and a format at most as many
_FORMATS = {int: 'q', float: 'd', bool: 'xxxxxxx?', type(None): 'xxxxxx?x'}
if sys.version_info[0] == 2:
    _FORMATS[long] = 'q'
# What makes an object of what is stored, by the codes that CPython writes.
_PLAIN, _TEXT, _BYTES, _NONE = range(4)
_READERS = {
    _PLAIN: lambda value: value,
    _TEXT: lambda value: value.rstrip(b'\0').decode('utf8'),
    _BYTES: lambda value: value.rstrip(b'\0'),
    _NONE: lambda value: None,
}


def _code(value):
    return _TEXT if isinstance(value, _text) else _BYTES if isinstance(value, bytes) else _NONE if value is None else _PLAIN


def _format(value):
    """The format of a new item. Raises `KeyError` for types that cannot be stored."""
    if isinstance(value, (_text, bytes)):
        return '%ds' % (_ITEM * (len(value) // _ITEM + 1))
    return _FORMATS[type(value)]


def _stored(value):
    return value.encode('utf8') if isinstance(value, _text) else False if value is None else value


def _layout(fmt):
    """What `struct` is told: CPython's order of bytes on the machines that there are. Jython's knows no '?'."""
    return '<' + fmt if sys.version_info[0] > 2 else '<' + fmt.replace('?', 'b')


def _pack(fmt, buf, offset, *values):
    """Write values into the memory."""
    content = struct.pack(_layout(fmt), *values)
    buf[offset:offset + len(content)] = content


def _unpack(fmt, buf, offset):
    layout = _layout(fmt)
    values = struct.unpack(layout, _bytes(buf[offset:offset + struct.calcsize(layout)]))
    return tuple(map(bool, values)) if fmt[-1:] == '?' else values


class ShareableList(object):
    """A list of fixed length in shared memory: of int, float, bool, None, and str and bytes up to the size they first had.

    The memory is laid out as CPython does: the number of items, the offset of each in the data and the data's size, the data,
    the format of each item, and the code of how to read each. Assignments are not atomic, and not guarded by a lock.
    """

    def __init__(self, sequence=None, name=None):
        if name is None or sequence is not None:
            values = list(sequence or ())
            formats = [_format(value) for value in values]
            assert all(len(fmt) <= _ITEM for fmt in formats)
            self._list_len = len(formats)
            self._allocated_offsets = offsets = [0]
            for fmt in formats:
                offsets.append(offsets[-1] + (int(fmt[:-1]) if fmt[-1] == 's' else _ITEM))
            size = struct.calcsize(_layout(
                'q' + self._format_size_metainfo + ''.join(formats) + self._format_packing_metainfo
                + self._format_back_transform_codes))
            self.shm = SharedMemory(name, create=True, size=size)
            if sequence is None:
                return
            buf = self.shm.buf
            _pack('q' + self._format_size_metainfo, buf, 0, self._list_len, *offsets)
            _pack(''.join(formats), buf, self._offset_data_start, *[_stored(value) for value in values])
            _pack(self._format_packing_metainfo, buf, self._offset_packing_formats, *[fmt.encode('ascii') for fmt in formats])
            _pack(self._format_back_transform_codes, buf, self._offset_back_transform_codes, *[_code(value) for value in values])
        else:
            self.shm = SharedMemory(name)
            self._list_len = len(self)
            self._allocated_offsets = list(_unpack(self._format_size_metainfo, self.shm.buf, _ITEM))

    def _check(self, position):
        """The position counted from the start. Raises `IndexError`."""
        if position < 0:
            position += self._list_len
        if not 0 <= position < self._list_len:
            raise IndexError('Requested position out of range.')
        return position

    def _get_packing_format(self, position):
        """Return the format of the item at a position."""
        offset = self._offset_packing_formats + _ITEM * self._check(position)
        return str(_unpack('8s', self.shm.buf, offset)[0].rstrip(b'\0').decode('ascii'))

    def _get_back_transform(self, position):
        """Return the function that makes the item of what is stored."""
        offset = self._offset_back_transform_codes + self._check(position)
        return _READERS[_unpack('b', self.shm.buf, offset)[0]]

    def _set_packing_format_and_transform(self, position, fmt_as_str, value):
        """Write the format and the code for a value that is to come to a position."""
        position, buf = self._check(position), self.shm.buf
        _pack('8s', buf, self._offset_packing_formats + _ITEM * position, fmt_as_str.encode('ascii'))
        _pack('b', buf, self._offset_back_transform_codes + position, _code(value))

    def __getitem__(self, position):
        try:
            position = self._check(position)
        except IndexError:
            raise IndexError('index out of range')
        offset = self._offset_data_start + self._allocated_offsets[position]
        value, = _unpack(self._get_packing_format(position), self.shm.buf, offset)
        return self._get_back_transform(position)(value)

    def __setitem__(self, position, value):
        try:
            position = self._check(position)
        except IndexError:
            raise IndexError('assignment index out of range')
        start, end = self._allocated_offsets[position:position + 2]
        stored = _stored(value)
        if isinstance(stored, bytes):
            if len(stored) > end - start:
                raise ValueError('bytes/str item exceeds available storage')
            fmt = self._get_packing_format(position)
            if fmt[-1] != 's':
                fmt = '%ds' % (end - start)
        else:
            fmt = _FORMATS[type(value)]
        self._set_packing_format_and_transform(position, fmt, value)
        _pack(fmt, self.shm.buf, self._offset_data_start + start, stored)

    def __reduce__(self):
        return partial(self.__class__, name=self.shm.name), ()

    def __len__(self):
        return int(_unpack('q', self.shm.buf, 0)[0])

    def __repr__(self):
        return '%s(%s, name=%r)' % (self.__class__.__name__, list(self), self.shm.name)

    @property
    def format(self):
        """The formats of all items, in the language of `struct`."""
        return ''.join(self._get_packing_format(i) for i in range(self._list_len))

    @property
    def _format_size_metainfo(self):
        return 'q' * (self._list_len + 1)

    @property
    def _format_packing_metainfo(self):
        return '8s' * self._list_len

    @property
    def _format_back_transform_codes(self):
        return 'b' * self._list_len

    @property
    def _offset_data_start(self):
        return (self._list_len + 2) * _ITEM

    @property
    def _offset_packing_formats(self):
        return self._offset_data_start + self._allocated_offsets[-1]

    @property
    def _offset_back_transform_codes(self):
        return self._offset_packing_formats + self._list_len * _ITEM

    def count(self, value):
        """Return how many items are equal to a value."""
        return sum(value == item for item in self)

    def index(self, value):
        """Return the first position of a value. Raises `ValueError` if there is none."""
        for position, item in enumerate(self):
            if value == item:
                return position
        raise ValueError('%r not in this container' % (value,))

    def __class_getitem__(cls, item):
        from types import GenericAlias
        return GenericAlias(cls, item)

    __class_getitem__ = classmethod(__class_getitem__)
