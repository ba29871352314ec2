"""Locks, semaphores, conditions, events and barriers.

All may be used by threads and processes alike, and are pickled only while a process is being started. A process that is
killed while it holds a lock leaves it locked.
"""
from ._kernel import kernel
from ._parcel import share as _share, shared as _shared

__all__ = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Barrier']

_sync = kernel.sync
_acquire, _release = _sync.acquire, _sync.release
_acquire_semaphore, _release_semaphore = _sync.acquireSemaphore, _sync.releaseSemaphore
_wait_condition, _wait_event, _wait_barrier = _sync.waitCondition, _sync.waitEvent, _sync.waitBarrier

SEM_VALUE_MAX = 2147483647


def _seconds(block, timeout):
    """The kernel's form of `block` and `timeout`."""
    if not block:
        return 0.0
    if timeout is None:
        return -1.0
    return timeout + 0.0 if timeout > 0 else 0.0


def _wait_seconds(timeout):
    return -1.0 if timeout is None else timeout + 0.0 if timeout > 0 else 0.0


def _assert_spawning(obj):
    from .context import assert_spawning
    assert_spawning(obj)


def _own_name():
    """The name of the calling process and, unless it is the main one, of the calling thread."""
    import threading
    from .process import current_process
    name = current_process().name
    thread = threading.current_thread().name
    return name if thread == 'MainThread' else name + '|' + thread


class SemLock(object):
    """What locks and semaphores have in common."""

    def _init_from(self, handle):
        self._handle = handle

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        return self.release()

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuilders[type(self)], (_share(self._handle),)


class _LockBase(SemLock):

    def acquire(self, block=True, timeout=None):
        """Take the lock; wait for it unless `block` is false, for at most `timeout` seconds. Return whether it was taken."""
        return _acquire(self._handle, -1.0 if block and timeout is None else _seconds(block, timeout))

    def release(self):
        """Let the lock go."""
        _release(self._handle)

    def locked(self):
        """Whether anybody holds the lock."""
        return _sync.isLocked(self._handle)

    def _is_mine(self):
        return _sync.holds(self._handle) > 0


class Lock(_LockBase):
    """A lock that may be released by any process or thread. Raises `ValueError` on release if it is not locked."""

    def __init__(self, ctx=None):
        self._init_from(_sync.createLock(False))

    def __repr__(self):
        holds = _sync.holds(self._handle)
        owner = (_own_name() if holds > 0 else 'None' if holds == 0
                 else 'SomeOtherThread' if holds == -1 else 'SomeOtherProcess')
        return '<%s(owner=%s)>' % (type(self).__name__, owner)


class RLock(_LockBase):
    """A lock that its owner may acquire again. Raises `AssertionError` on release by anybody else."""

    def __init__(self, ctx=None):
        self._init_from(_sync.createLock(True))

    def __repr__(self):
        holds = _sync.holds(self._handle)
        owner, count = ((_own_name(), holds) if holds > 0 else ('None', 0) if holds == 0
                        else ('SomeOtherThread' if holds == -1 else 'SomeOtherProcess', 'nonzero'))
        return '<%s(%s, %s)>' % (type(self).__name__, owner, count)


class Semaphore(SemLock):
    """A semaphore."""

    def __init__(self, value=1, ctx=None):
        self._init_from(_sync.createSemaphore(value, SEM_VALUE_MAX))

    def acquire(self, block=True, timeout=None):
        """Take one; wait for it unless `block` is false, for at most `timeout` seconds. Return whether one was taken."""
        return _acquire_semaphore(self._handle, -1.0 if block and timeout is None else _seconds(block, timeout))

    def release(self):
        """Give one back."""
        _release_semaphore(self._handle)

    def get_value(self):
        """Return how often it can be acquired now."""
        return _sync.value(self._handle)

    def locked(self):
        """Whether an acquire would wait."""
        return _sync.value(self._handle) == 0

    def __repr__(self):
        return '<%s(value=%s)>' % (type(self).__name__, self.get_value())


class BoundedSemaphore(Semaphore):
    """A semaphore that raises `ValueError` if it is released more often than it was acquired."""

    def __init__(self, value=1, ctx=None):
        self._init_from(_sync.createSemaphore(value, value))

    def __repr__(self):
        return '<%s(value=%s, maxvalue=%s)>' % (type(self).__name__, self.get_value(), _sync.max(self._handle))


class Condition(object):
    """A condition variable, over a `Lock` or `RLock`."""

    def __init__(self, lock=None, ctx=None):
        self._init_from(lock or RLock(), None)

    def _init_from(self, lock, handle):
        self._lock = lock
        self._handle = _sync.createCondition(lock._handle) if handle is None else handle
        self.acquire = lock.acquire
        self.release = lock.release

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuild_condition, (self._lock, _share(self._handle))

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return '<%s(%s, %s)>' % (type(self).__name__, self._lock, _sync.waiting(self._handle))

    def wait(self, timeout=None):
        """Let the lock go, wait until notified or for `timeout` seconds, take the lock again; return whether notified.

        Raises `AssertionError` if the caller does not hold the lock.
        """
        return _wait_condition(self._handle, _wait_seconds(timeout))

    def notify(self, n=1):
        """Wake `n` of those who wait. Raises `AssertionError` if the caller does not hold the lock."""
        _sync.signal(self._handle, n)

    def notify_all(self):
        """Wake all who wait."""
        self.notify(SEM_VALUE_MAX)

    def wait_for(self, predicate, timeout=None):
        """Wait until `predicate()` is true, or for `timeout` seconds; return its last value."""
        result = predicate()
        if result:
            return result
        from time import time
        deadline = None if timeout is None else time() + timeout
        while not result:
            left = None if deadline is None else deadline - time()
            if left is not None and left <= 0:
                break
            self.wait(left)
            result = predicate()
        return result


class Event(object):
    """A flag to wait for."""

    def __init__(self, ctx=None):
        self._handle = _sync.createEvent()

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuild_event, (_share(self._handle),)

    def is_set(self):
        """Whether the flag is set."""
        return _sync.isSet(self._handle)

    def set(self):
        """Set the flag, and wake all who wait."""
        _sync.set(self._handle)

    def clear(self):
        """Take the flag back."""
        _sync.clear(self._handle)

    def wait(self, timeout=None):
        """Wait until the flag is set, or for `timeout` seconds; return whether it was set."""
        return _wait_event(self._handle, _wait_seconds(timeout))

    def __repr__(self):
        return '<%s at %#x %s>' % (type(self).__name__, id(self), 'set' if self.is_set() else 'unset')


class Barrier(object):
    """A point that a number of threads or processes pass together."""

    def __init__(self, parties, action=None, timeout=None, ctx=None):
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._init_from(_sync.createBarrier(parties, action is not None), action, timeout)

    def _init_from(self, handle, action, timeout):
        self._handle = handle
        self._action = action
        self._timeout = timeout

    def __reduce__(self):
        _assert_spawning(self)
        return _rebuild_barrier, (_share(self._handle), self._action, self._timeout)

    def wait(self, timeout=None):
        """Wait for the others; return a number from 0 to `parties - 1`, different for each.

        The last to arrive runs the action. Raises `threading.BrokenBarrierError` if the barrier is broken or reset, or if
        `timeout` seconds (by default the barrier's own timeout) pass first, which breaks it.
        """
        index = _wait_barrier(self._handle, _wait_seconds(self._timeout if timeout is None else timeout))
        if self._action is not None and index == self.parties - 1:
            try:
                self._action()
            except:
                self.abort()
                raise
            _sync.releaseBarrier(self._handle)
        return index

    def reset(self):
        """Make the barrier empty and whole again; those who wait get `BrokenBarrierError`."""
        _sync.resetBarrier(self._handle)

    def abort(self):
        """Break the barrier."""
        _sync.abortBarrier(self._handle)

    @property
    def parties(self):
        """How many pass the barrier together."""
        return _sync.parties(self._handle)

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
        state = 'broken' if self.broken else 'waiters=%d/%d' % (self.n_waiting, self.parties)
        return '<%s.%s at %#x: %s>' % (cls.__module__, cls.__name__, id(self), state)


def _rebuild(cls, handle):
    lock = cls.__new__(cls)
    lock._init_from(handle)
    return lock


def _rebuild_lock(index):
    return _rebuild(Lock, _shared(index))


def _rebuild_rlock(index):
    return _rebuild(RLock, _shared(index))


def _rebuild_semaphore(index):
    return _rebuild(Semaphore, _shared(index))


def _rebuild_bounded_semaphore(index):
    return _rebuild(BoundedSemaphore, _shared(index))


_rebuilders = {Lock: _rebuild_lock, RLock: _rebuild_rlock,
               Semaphore: _rebuild_semaphore, BoundedSemaphore: _rebuild_bounded_semaphore}


def _rebuild_condition(lock, index):
    condition = Condition.__new__(Condition)
    condition._init_from(lock, _shared(index))
    return condition


def _rebuild_event(index):
    event = Event.__new__(Event)
    event._handle = _shared(index)
    return event


def _rebuild_barrier(index, action, timeout):
    barrier = Barrier.__new__(Barrier)
    barrier._init_from(_shared(index), action, timeout)
    return barrier
