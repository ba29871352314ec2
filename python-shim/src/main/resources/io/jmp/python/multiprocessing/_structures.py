"""Objects of ctypes in shared memory: structures, and arrays of what has no type code. Imported where one is made: few programs do."""
import ctypes
import sys

from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

_memory = kernel.memory


def new(type_):
    """An object of zeros, over a new block."""
    return _over_block(type_, _memory.allocate(ctypes.sizeof(type_)))


def copy(obj):
    """A copy of an object, over a block of its own."""
    duplicate = new(type(obj))
    _copy_into(duplicate, obj)
    return duplicate


def _over_block(type_, block):
    obj = type_.from_address(_memory.address(block))
    # ctypes knows an address only: whoever holds the object has to hold the block.
    _hold(obj, block)
    copyreg.pickle(type_, _reduce)
    return obj


def _reduce(obj):
    block = _block_of(obj)
    if block is None:
        raise TypeError('a ctypes object outside shared memory cannot be sent')
    from .context import assert_spawning
    assert_spawning(obj)
    type_ = type(obj)
    if hasattr(type_, '_length_'):
        return _rebuild_array, (type_._type_, type_._length_, _share(block))
    return _rebuild, (type_, _share(block))


def _rebuild(type_, index):
    return _over_block(type_, _shared(index))


def _rebuild_array(item, length, index):
    return _over_block(item * length, _shared(index))


if sys.version_info[0] > 2:
    import copyreg

    def fields_of(type_):
        """The fields of a structure."""
        return type_._fields_

    def _hold(obj, block):
        obj._jmp_block = block

    def _block_of(obj):
        return getattr(obj, '_jmp_block', None)

    def fill(obj, values):
        """Give an object its first values; a class of the user may have an `__init__` of its own."""
        obj.__init__(*values)

    def _copy_into(duplicate, obj):
        ctypes.pointer(duplicate)[0] = obj

else:
    # Jython's structures have no attributes but their fields, and cannot be filled by `__init__` once they lie somewhere.
    import copy_reg as copyreg
    import weakref
    _blocks = weakref.WeakKeyDictionary()
    _hold, _block_of = _blocks.__setitem__, _blocks.get

    def fields_of(type_):
        """The fields of a structure."""
        return getattr(type_, '__fields_')

    def fill(obj, values):
        """Give an object its first values."""
        names = [field[0] for field in fields_of(type(obj))]
        if len(values) > len(names):
            raise TypeError('too many initializers')
        for name, value in zip(names, values):
            setattr(obj, name, value)

    def _copy_into(duplicate, obj):
        ctypes.memmove(duplicate, obj, ctypes.sizeof(type(obj)))
