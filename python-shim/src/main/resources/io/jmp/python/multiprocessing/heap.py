"""Memory that processes share, as bytes. `Value` and `Array` are what programs use."""

from _jmp_host import memory_view as _memory_view
from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

__all__ = ['BufferWrapper']

_memory = kernel.memory


class BufferWrapper(object):
    """A block of `size` bytes of zeros; travels by reference.

    Raises `ValueError` for a negative size, `OverflowError` for 2 GiB and more, `MemoryError` if there is not so much.
    """

    def __init__(self, size):
        if size < 0:
            raise ValueError('Size %d out of range' % size)
        if size >= 1 << 31:
            raise OverflowError('Size %d too large' % size)
        self._block = _memory.allocate(size)

    def create_memoryview(self):
        """Return the bytes as a writable `memoryview`."""
        return _memory_view(_memory.bytes(self._block), 'B')

    def __reduce__(self):
        return _rebuild, (_share(self._block),)


def _rebuild(index):
    wrapper = BufferWrapper.__new__(BufferWrapper)
    wrapper._block = _shared(index)
    return wrapper
