"""Locks, semaphores, conditions, events and barriers.

All may be used by threads and processes alike, and are pickled only while a process is being started. A process that is
killed while it holds a lock leaves it locked.
"""
import sys

from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

__all__ = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Barrier']

_sync = kernel.sync
_acquire, _release = _sync.acquire, _sync.release
_acquire_semaphore, _release_semaphore = _sync.acquireSemaphore, _sync.releaseSemaphore
_wait_condition, _signal, _retake = _sync.waitCondition, _sync.signal, _sync.retake
_wait_event, _is_set = _sync.waitEvent, _sync.isSet
_wait_barrier = _sync.waitBarrier

SEM_VALUE_MAX = 2147483647


def _seconds(timeout):
    """The kernel's form of a timeout: as in CPython, None is for ever, and a negative one does not wait."""
    return -1.0 if timeout is None else timeout + 0.0 if timeout > 0 else 0.0


def _own_name():
    """The name of the calling process and, unless it is the main one, of the calling thread."""
    import threading
    from .process import current_process
    name = current_process().name
    thread = threading.current_thread().name
    return name if thread == 'MainThread' else name + '|' + thread


def _semaphore_value(value):
    """Check the first value of a semaphore, with CPython's errors."""
    from operator import index
    value = index(value)
    if value > SEM_VALUE_MAX:
        raise OverflowError('Python int too large to convert to C int')
    if value < 0:
        raise OSError(22, 'Invalid argument')
    return value


class SemLock(object):
    """The base of locks and semaphores."""


class _OwnedLock(SemLock):

    def acquire(self, block=True, timeout=None):
        """Take the lock; return whether it was taken.

        Waits for it: not if `block` is false, at most for `timeout` seconds if that is given (a negative number counts as 0),
        else for ever.
        """
        return _acquire(self._handle, -1.0 if block and timeout is None else _seconds(timeout) if block else 0.0)

    def __enter__(self):
        return _acquire(self._handle, -1.0)

    def __exit__(self, *args):
        _release(self._handle)

    def locked(self):
        """Return whether anybody holds the lock."""
        return _sync.isLocked(self._handle)

    def _is_mine(self):
        return _sync.holds(self._handle) > 0


class Lock(_OwnedLock):
    """A lock. Whoever waits for it is not served in order, and any process or thread may release it."""

    def __init__(self, ctx=None):
        self._handle = _sync.createLock(False)

    def __reduce__(self):
        return _reduce(self, _rebuild_lock, Lock)

    def release(self):
        """Let the lock go. Raises `ValueError` if it is not locked."""
        _release(self._handle)

    def __repr__(self):
        holds = _sync.holds(self._handle)
        owner = (_own_name() if holds > 0 else 'None' if holds == 0
                 else 'SomeOtherThread' if holds == -1 else 'SomeOtherProcess')
        return '<%s(owner=%s)>' % (type(self).__name__, owner)


class RLock(_OwnedLock):
    """A lock that belongs to a thread of a process, which may acquire it again and has to release it as often."""

    def __init__(self, ctx=None):
        self._handle = _sync.createLock(True)

    def __reduce__(self):
        return _reduce(self, _rebuild_rlock, RLock)

    def release(self):
        """Let the lock go, once. Raises `AssertionError` if the calling thread does not hold it."""
        _release(self._handle)

    def __repr__(self):
        holds = _sync.holds(self._handle)
        owner, count = ((_own_name(), holds) if holds > 0 else ('None', 0) if holds == 0
                        else ('SomeOtherThread' if holds == -1 else 'SomeOtherProcess', 'nonzero'))
        return '<%s(%s, %s)>' % (type(self).__name__, owner, count)


class Semaphore(SemLock):
    """A counter that is never negative: acquiring takes one from it, releasing gives one back."""

    def __init__(self, value=1, ctx=None):
        self._handle = _sync.createSemaphore(_semaphore_value(value), SEM_VALUE_MAX)

    def __reduce__(self):
        return _reduce(self, _rebuild_semaphore, Semaphore)

    def acquire(self, block=True, timeout=None):
        """Take one; return whether one was taken.

        Waits while there is none: not if `block` is false, at most for `timeout` seconds if that is given (a negative number
        counts as 0), else for ever.
        """
        return _acquire_semaphore(self._handle,
                                  -1.0 if block and timeout is None else _seconds(timeout) if block else 0.0)

    def release(self):
        """Give one back; anybody may. Raises `ValueError` if the counter is at its maximum."""
        _release_semaphore(self._handle)

    def __enter__(self):
        return _acquire_semaphore(self._handle, -1.0)

    def __exit__(self, *args):
        _release_semaphore(self._handle)

    def get_value(self):
        """Return the counter."""
        return _sync.value(self._handle)

    def locked(self):
        """Return whether an acquire would wait."""
        return _sync.value(self._handle) == 0

    def __repr__(self):
        return '<%s(value=%s)>' % (type(self).__name__, self.get_value())


class BoundedSemaphore(Semaphore):
    """A semaphore whose counter cannot be raised above its first value: `release` raises `ValueError` then."""

    def __init__(self, value=1, ctx=None):
        value = _semaphore_value(value)
        self._handle = _sync.createSemaphore(value, value)

    def __reduce__(self):
        return _reduce(self, _rebuild_bounded_semaphore, BoundedSemaphore)

    def __repr__(self):
        return '<%s(value=%s, maxvalue=%s)>' % (type(self).__name__, self.get_value(), _sync.max(self._handle))


class _Count(object):
    """A number that CPython keeps in a semaphore."""

    def __init__(self, get_value):
        self.get_value = get_value


class Condition(object):
    """A condition variable over a `Lock` or an `RLock`, by default a new `RLock`.

    `acquire`, `release` and the `with` statement are those of the lock. Raises `TypeError` for another kind of lock.
    """

    def __init__(self, lock=None, ctx=None):
        if lock is None:
            lock = RLock()
        elif not isinstance(lock, _OwnedLock):
            raise TypeError('a condition needs a Lock or an RLock of multiprocessing, not %s' % type(lock).__name__)
        self._set_up(lock, _sync.createCondition(lock._handle))

    def _set_up(self, lock, handle):
        self._lock = lock
        self._handle = handle
        self.acquire = lock.acquire
        self.release = lock.release

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuild_condition, (_share(self._handle), self._lock, type(self))

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return '<%s(%s, %s)>' % (type(self).__name__, self._lock, _sync.waiting(self._handle))

    # CPython counts who waits in semaphores, and its tests look there.
    _sleeping_count = property(lambda self: _Count(lambda: _sync.waiting(self._handle)))
    _woken_count = _wait_semaphore = _Count(lambda: 0)

    def wait(self, timeout=None):
        """Let the lock go, wait until notified or for `timeout` seconds, take the lock again.

        Return whether notified; in Python 2, None. Raises `AssertionError` if the calling thread does not hold the lock.
        """
        try:
            notified = _wait_condition(self._handle, _seconds(timeout))
        except KeyboardInterrupt:
            _retake(self._lock._handle)
            raise
        return notified if sys.version_info[0] > 2 else None

    def notify(self, n=1):
        """Wake `n` of those who wait. Raises `AssertionError` if the calling thread does not hold the lock."""
        _signal(self._handle, n if n < SEM_VALUE_MAX else SEM_VALUE_MAX)

    def notify_all(self):
        """Wake all who wait. Raises `AssertionError` if the calling thread does not hold the lock."""
        self.notify(SEM_VALUE_MAX)

    def wait_for(self, predicate, timeout=None):
        """Wait until `predicate()`, called with the lock held, is true, or for `timeout` seconds; return its last value.

        Raises `AssertionError` if it has to wait and the calling thread does not hold the lock.
        """
        result = predicate()
        if result or timeout is None:
            while not result:
                self.wait()
                result = predicate()
            return result
        import time
        clock = getattr(time, 'monotonic', time.time)
        end = clock() + timeout
        while not result:
            left = end - clock()
            if left <= 0:
                break
            self.wait(left)
            result = predicate()
        return result


class Event(object):
    """A flag that can be set, cleared and waited for; not set at first."""

    def __init__(self, ctx=None):
        self._handle = _sync.createEvent()

    def __reduce__(self):
        return _reduce(self, _rebuild_event, Event)

    def is_set(self):
        """Return whether the flag is set."""
        return _is_set(self._handle)

    def set(self):
        """Set the flag, and wake all who wait."""
        _sync.set(self._handle)

    def clear(self):
        """Take the flag back."""
        _sync.clear(self._handle)

    def wait(self, timeout=None):
        """Wait until the flag is set, or for `timeout` seconds; return whether it was set.

        Who waits sees that the flag was set even if it is cleared again at once.
        """
        return _wait_event(self._handle, _seconds(timeout))

    def __repr__(self):
        cls = type(self)
        return '<%s at %#x %s>' % (getattr(cls, '__qualname__', cls.__name__), id(self),
                                   'set' if self.is_set() else 'unset')


class Barrier(object):
    """A point that `parties` threads or processes pass together.

    The last to arrive calls `action` before all go on. `timeout` is the default of `wait`. Raises `ValueError` if `parties`
    is less than 1.
    """

    def __init__(self, parties, action=None, timeout=None, ctx=None):
        self._set_up(_sync.createBarrier(parties, action is not None), parties, action, timeout)

    def _set_up(self, handle, parties, action, timeout):
        self._handle = handle
        self._parties = parties
        self._action = action
        self._timeout = timeout

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuild_barrier, (_share(self._handle), self._action, self._timeout, type(self))

    def wait(self, timeout=None):
        """Wait for the others; return a number from 0 to `parties - 1`, different for each.

        Raises `threading.BrokenBarrierError` if the barrier is broken or reset, or if the others do not arrive within
        `timeout` seconds (by default the barrier's own timeout), which breaks it for all. What the action raises comes out of
        the `wait` that called it, and breaks the barrier too; so does the end of a process that waits or performs the action.
        """
        seconds = _seconds(self._timeout if timeout is None else timeout)
        if self._action is None:
            return _wait_barrier(self._handle, seconds)
        try:
            index = _wait_barrier(self._handle, seconds)
            if index == self._parties - 1:
                self._action()
                _sync.acted(self._handle)
            return index
        except:
            # Does nothing unless it is for this thread to act.
            _sync.failed(self._handle)
            raise

    def reset(self):
        """Make the barrier empty and whole again; those who wait get `threading.BrokenBarrierError`."""
        _sync.resetBarrier(self._handle)

    def abort(self):
        """Break the barrier: those who wait, or come later, get `threading.BrokenBarrierError`."""
        _sync.abortBarrier(self._handle)

    @property
    def parties(self):
        """How many pass the barrier together."""
        return self._parties

    @property
    def n_waiting(self):
        """How many wait."""
        return _sync.waitingAtBarrier(self._handle)

    @property
    def broken(self):
        """Whether the barrier is broken."""
        return _sync.isBroken(self._handle)

    def __repr__(self):
        cls = type(self)
        state = 'broken' if self.broken else 'waiters=%d/%d' % (self.n_waiting, self._parties)
        return '<%s.%s at %#x: %s>' % (cls.__module__, getattr(cls, '__qualname__', cls.__name__), id(self), state)


# Pickling. The kernel calls the rebuilding functions with the index alone, for objects that Java code made.

def _assert_spawning(obj):
    from .context import assert_spawning
    assert_spawning(obj)


def _reduce(obj, rebuild, cls):
    _assert_spawning(obj)
    index = _share(obj._handle)
    return rebuild, (index,) if type(obj) is cls else (index, type(obj))


def _rebuild(handle, cls):
    obj = cls.__new__(cls)
    obj._handle = handle
    return obj


def _rebuild_lock(index, cls=Lock):
    return _rebuild(_shared(index), cls)


def _rebuild_rlock(index, cls=RLock):
    return _rebuild(_shared(index), cls)


def _rebuild_semaphore(index, cls=Semaphore):
    return _rebuild(_shared(index), cls)


def _rebuild_bounded_semaphore(index, cls=BoundedSemaphore):
    return _rebuild(_shared(index), cls)


def _rebuild_event(index, cls=Event):
    return _rebuild(_shared(index), cls)


def _rebuild_condition(index, lock=None, cls=Condition):
    handle = _shared(index)
    if lock is None:
        lock = _sync.lockOf(handle)
        lock = _rebuild(lock, RLock if _sync.isReentrant(lock) else Lock)
    condition = cls.__new__(cls)
    condition._set_up(lock, handle)
    return condition


def _rebuild_barrier(index, action=None, timeout=None, cls=Barrier):
    handle = _shared(index)
    barrier = cls.__new__(cls)
    barrier._set_up(handle, _sync.parties(handle), action, timeout)
    return barrier
