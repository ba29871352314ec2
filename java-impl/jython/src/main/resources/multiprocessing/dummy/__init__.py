"""The API of `multiprocessing` with threads."""
import array
import sys
import threading
import weakref

from Queue import Queue
from threading import Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event

from multiprocessing.dummy import connection
from multiprocessing.dummy.connection import Pipe

__all__ = [
    'Process', 'current_process', 'active_children', 'freeze_support', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition',
    'Event', 'Queue', 'JoinableQueue', 'Manager', 'Pipe', 'Pool']

if not hasattr(threading, 'ThreadError'):
    # Jython's `threading` lacks the name of what its locks raise that are released too often.
    from java.lang import IllegalMonitorStateException
    threading.ThreadError = IllegalMonitorStateException

current_process = threading.currentThread
JoinableQueue = Queue


class DummyProcess(threading.Thread):
    """A thread with the API of a process."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}):
        threading.Thread.__init__(self, group, target, name, args, kwargs)
        self._pid = None
        self._children = weakref.WeakKeyDictionary()
        self._start_called = False
        self._parent = current_process()

    def start(self):
        """Start the thread, from the thread that made it."""
        assert self._parent is current_process() or self._parent == current_process()
        self._start_called = True
        getattr(self._parent, '_children', _children)[self] = None
        threading.Thread.start(self)

    @property
    def exitcode(self):
        """0 when the thread has ended, else None."""
        return 0 if self._start_called and not self.is_alive() else None


Process = DummyProcess
_children = weakref.WeakKeyDictionary()


def active_children():
    """Return the threads that the calling one has started, and that run."""
    children = getattr(current_process(), '_children', _children)
    for p in list(children):
        if not p.is_alive():
            children.pop(p, None)
    return list(children)


def freeze_support():
    """Do nothing."""


class Namespace(object):
    """An object for attributes."""

    def __init__(self, **kwds):
        self.__dict__.update(kwds)

    def __repr__(self):
        return 'Namespace(%s)' % ', '.join(sorted('%s=%r' % item for item in self.__dict__.items() if not item[0].startswith('_')))


dict = dict
list = list


def Array(typecode, sequence, lock=True):
    """Return an array of the module `array`."""
    return array.array(typecode, sequence)


class Value(object):
    """A value."""

    def __init__(self, typecode, value, lock=True):
        self._typecode = typecode
        self.value = value

    def __repr__(self):
        return '<%s(%r, %r)>' % (type(self).__name__, self._typecode, self.value)


def Manager():
    """Return this module: threads share everything."""
    return sys.modules[__name__]


def shutdown():
    """Do nothing."""


def Pool(processes=None, initializer=None, initargs=()):
    """Return a pool of threads."""
    from multiprocessing.pool import ThreadPool
    return ThreadPool(processes, initializer, initargs)
