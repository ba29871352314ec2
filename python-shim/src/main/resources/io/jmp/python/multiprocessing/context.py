"""Contexts: the start methods, and the whole API bound to each."""
import os
import sys

import _jmp_host
from . import process, reduction
from ._kernel import kernel
from ._parcel import spawning as _spawning

__all__ = ()


class ProcessError(Exception):
    """The base of the errors of this package."""


class BufferTooShort(ProcessError):
    """The buffer given to `Connection.recv_bytes_into` is too small; the message is in `args[0]`."""


class TimeoutError(ProcessError):
    """A result did not come in time."""


class AuthenticationError(ProcessError):
    """The other end of a connection does not know the authentication key."""


class BaseContext(object):
    """The API of the package, for one start method."""

    ProcessError = ProcessError
    BufferTooShort = BufferTooShort
    TimeoutError = TimeoutError
    AuthenticationError = AuthenticationError

    current_process = staticmethod(process.current_process)
    parent_process = staticmethod(process.parent_process)
    active_children = staticmethod(process.active_children)

    def cpu_count(self):
        """Return the number of processors."""
        count = os.cpu_count() if hasattr(os, 'cpu_count') else _jmp_host.cpu_count()
        if count is None:
            raise NotImplementedError('cannot determine number of cpus')
        return count

    def Manager(self):
        """Start a process that holds objects for others, and return the manager that makes them."""
        from .managers import SyncManager
        manager = SyncManager(ctx=self.get_context())
        manager.start()
        return manager

    def Pipe(self, duplex=True):
        """Return two connected `Connection` objects; if not `duplex`, the first receives and the second sends."""
        from .connection import Pipe
        return Pipe(duplex)

    def Lock(self):
        """Return a lock that processes share."""
        from .synchronize import Lock
        return Lock(ctx=self.get_context())

    def RLock(self):
        """Return a lock that its owner may acquire again."""
        from .synchronize import RLock
        return RLock(ctx=self.get_context())

    def Condition(self, lock=None):
        """Return a condition variable, over a new `RLock` if no lock is given."""
        from .synchronize import Condition
        return Condition(lock, ctx=self.get_context())

    def Semaphore(self, value=1):
        """Return a semaphore."""
        from .synchronize import Semaphore
        return Semaphore(value, ctx=self.get_context())

    def BoundedSemaphore(self, value=1):
        """Return a semaphore that cannot be released above its first value."""
        from .synchronize import BoundedSemaphore
        return BoundedSemaphore(value, ctx=self.get_context())

    def Event(self):
        """Return an event."""
        from .synchronize import Event
        return Event(ctx=self.get_context())

    def Barrier(self, parties, action=None, timeout=None):
        """Return a barrier for a number of parties."""
        from .synchronize import Barrier
        return Barrier(parties, action, timeout, ctx=self.get_context())

    def Queue(self, maxsize=0):
        """Return a queue for any number of producers and consumers; `maxsize` 0 means no bound."""
        from .queues import Queue
        return Queue(maxsize, ctx=self.get_context())

    def JoinableQueue(self, maxsize=0):
        """Return a queue with `task_done` and `join`."""
        from .queues import JoinableQueue
        return JoinableQueue(maxsize, ctx=self.get_context())

    def SimpleQueue(self):
        """Return a queue with `put`, `get` and `empty` only."""
        from .queues import SimpleQueue
        return SimpleQueue(ctx=self.get_context())

    def Pool(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
        """Return a pool of worker processes."""
        from .pool import Pool
        return Pool(processes, initializer, initargs, maxtasksperchild, context=self.get_context())

    def RawValue(self, typecode_or_type, *args):
        """Return a shared value without a lock."""
        from .sharedctypes import RawValue
        return RawValue(typecode_or_type, *args)

    def RawArray(self, typecode_or_type, size_or_initializer):
        """Return a shared array without a lock."""
        from .sharedctypes import RawArray
        return RawArray(typecode_or_type, size_or_initializer)

    def Value(self, typecode_or_type, *args, **kwds):
        """Return a shared value; `lock=False` leaves out the lock, `lock=l` uses l."""
        from .sharedctypes import Value
        return Value(typecode_or_type, *args, ctx=self.get_context(), **kwds)

    def Array(self, typecode_or_type, size_or_initializer, **kwds):
        """Return a shared array; `lock=False` leaves out the lock, `lock=l` uses l."""
        from .sharedctypes import Array
        return Array(typecode_or_type, size_or_initializer, ctx=self.get_context(), **kwds)

    def freeze_support(self):
        """Do nothing: there are no frozen executables here."""

    def get_logger(self):
        """Return the package's logger."""
        from .util import get_logger
        return get_logger()

    def log_to_stderr(self, level=None):
        """Let the package's logger write to standard error."""
        from .util import log_to_stderr
        return log_to_stderr(level)

    def allow_connection_pickling(self):
        """Do nothing: connections can always be sent."""

    def set_executable(self, executable):
        """Accept the path of an interpreter; processes inside the JVM do not use it."""
        from .spawn import set_executable
        set_executable(executable)

    def set_forkserver_preload(self, module_names):
        """Let processes begin with these modules imported: the spares that wait for a start have them already.

        Modules are looked for in `sys.path` as it is now. As in CPython, one that cannot be imported is left out, and
        `'__main__'` may be among them.
        """
        if not all(type(name) is str for name in module_names):
            raise TypeError('expected a list of strings')
        names = [name for name in module_names if name != '__main__']
        if names:
            kernel.processes.preloadAtOnce('\0'.join('\n'.join([name] + sys.path) for name in names))

    def get_context(self, method=None):
        """Return the context of a start method, or this one."""
        if method is None:
            return self
        try:
            return _concrete_contexts[method]
        except KeyError:
            raise ValueError('cannot find context for %r' % (method,))

    def get_start_method(self, allow_none=False):
        """Return the name of the start method."""
        return self._name

    def set_start_method(self, method, force=False):
        raise ValueError('cannot set start method of concrete context')

    @property
    def reducer(self):
        """The module that pickles what is sent."""
        from . import reduction
        return reduction

    @reducer.setter
    def reducer(self, reduction):
        globals()['reduction'] = reduction

    def _check_available(self):
        pass


class Process(process.BaseProcess):
    """A process of the start method that is the default when it starts."""
    _start_method = None

    @staticmethod
    def _Popen(process_obj):
        return _default_context.get_context().Process._Popen(process_obj)


class DefaultContext(BaseContext):
    """The context behind the functions of the package, whose start method can be set once."""
    Process = Process

    def __init__(self, context):
        self._default = context
        self._actual = None

    def get_context(self, method=None):
        if method is None:
            if self._actual is None:
                self._actual = self._default
            return self._actual
        return super(DefaultContext, self).get_context(method)

    def set_start_method(self, method, force=False):
        """Set the start method. Raises `RuntimeError` if one is set already and not `force`."""
        if self._actual is not None and not force:
            raise RuntimeError('context has already been set')
        if method is None and force:
            self._actual = None
            return
        self._actual = self.get_context(method)

    def get_start_method(self, allow_none=False):
        """Return the start method's name; with `allow_none`, None where none is set yet."""
        if self._actual is None:
            if allow_none:
                return None
            self._actual = self._default
        return self._actual._name

    def get_all_start_methods(self):
        """Return the names of the start methods, the default first."""
        return list(_METHODS)


def _make_context(name):
    from_name = name.capitalize().replace('server', 'Server')

    def popen(process_obj):
        from .popen_context import Popen
        return Popen(process_obj)

    process_class = type(from_name + 'Process', (process.BaseProcess,), {
        '__doc__': "A process of the start method '%s'." % name,
        '__module__': __name__,
        '_start_method': name,
        '_Popen': staticmethod(popen),
    })
    context_class = type(from_name + 'Context', (BaseContext,), {
        '__doc__': "The context of the start method '%s'." % name,
        '__module__': __name__,
        '_name': name,
        'Process': process_class,
    })
    globals()[process_class.__name__] = process_class
    globals()[context_class.__name__] = context_class
    return context_class()


# All three are served by interpreters inside the JVM. The first is the default.
_METHODS = 'context', 'spawn', 'forkserver'
_concrete_contexts = {}
for _name in _METHODS:
    _concrete_contexts[_name] = _make_context(_name)
del _name

_default_context = DefaultContext(_concrete_contexts[kernel.processes.startMethod()])


def get_spawning_popen():
    """Return a true value while a process is being started by this thread, else None."""
    return _spawning() or None


def assert_spawning(obj):
    """Raise `RuntimeError` if `obj` is pickled for anything else than the start of a process."""
    if not _spawning():
        raise RuntimeError('%s objects should only be shared between processes through inheritance'
                           % type(obj).__name__)
