"""Named resources of the operating system: what this program leaves behind is removed at its end, with a warning.

CPython has a process for that, here it is the JVM.
"""
import sys

from ._kernel import kernel

__all__ = ['ensure_running', 'register', 'unregister']

_segments = kernel.segments

# CPython sends both to a process of its own, in 512 bytes with three separators and the name of the command.
_LONGEST = 512 - len('REGISTER:::') - 1


class ResourceTracker(object):
    """What all processes of the program register their resources with. Thread-safe."""

    # The number of the tracker's process: it has none of its own.
    _pid = None

    def ensure_running(self):
        """Do nothing: the JVM runs."""

    @staticmethod
    def _check_alive():
        return True

    def register(self, name, rtype):
        """Have a resource removed at the end of the program; `rtype` is 'shared_memory', 'semaphore' or 'noop'.

        Raises `ValueError` for a name of more than about 500 characters.
        """
        if len(name) + len(rtype) > _LONGEST:
            raise ValueError('the name of the resource is too long')
        if not _segments.register(name, rtype):
            # As in CPython, the caller does not get the error.
            sys.stderr.write('ValueError: Cannot register %s for automatic cleanup: unknown resource type %s\n' % (name, rtype))

    def unregister(self, name, rtype):
        """Leave a resource alone again."""
        _segments.unregister(name, rtype)


_resource_tracker = ResourceTracker()
ensure_running = _resource_tracker.ensure_running
register = _resource_tracker.register
unregister = _resource_tracker.unregister
