"""The manager of shared memory."""

from . import util
from .managers import BaseManager, State

__all__ = ['SharedMemoryManager']


class _Names(object):
    """In the manager's process: the names of the blocks that go when it ends."""

    def __init__(self):
        self._names = []
        util.Finalize(None, self._unlink, exitpriority=100)

    def add(self, name):
        self._names.append(name)

    def _unlink(self):
        from .shared_memory import SharedMemory
        while self._names:
            try:
                block = SharedMemory(self._names.pop())
            except OSError:
                continue    # somebody has unlinked it
            block.close()
            block.unlink()


class SharedMemoryManager(BaseManager):
    """A manager that makes blocks of shared memory and unlinks them when it is shut down."""

    _names = None

    def _track(self, make, argument):
        """Make an object with a block, and have that unlinked at the end. Raises `ValueError` when the manager does not run."""
        if self._state.value != State.STARTED:
            raise ValueError('the manager does not run')
        if self._names is None:
            self._names = self._Names()
        obj = make(argument)
        block = getattr(obj, 'shm', obj)
        try:
            self._names.add(block.name)
        except BaseException:
            block.unlink()
            raise
        return obj

    def SharedMemory(self, size):
        """Return a new `SharedMemory` of a size in bytes."""
        from .shared_memory import SharedMemory
        return self._track(lambda size: SharedMemory(None, True, size), size)

    def ShareableList(self, sequence):
        """Return a new `ShareableList` with the items of a sequence."""
        from .shared_memory import ShareableList
        return self._track(ShareableList, sequence)


SharedMemoryManager.register('_Names', _Names, exposed=('add',))
