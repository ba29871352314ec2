"""Queues."""
from ._kernel import kernel
from ._parcel import dumps as _dumps, loads as _loads, share as _share, shared as _shared

__all__ = ['Queue', 'SimpleQueue', 'JoinableQueue']

_queues = kernel.queues
_put, _get, _size = _queues.put, _queues.get, _queues.size


def _exceptions():
    try:
        import queue
    except ImportError:
        import Queue as queue
    return queue


def _seconds(block, timeout):
    """The kernel's form of `block` and `timeout`."""
    if not block:
        return 0.0
    if timeout is None:
        return -1.0
    return timeout + 0.0 if timeout > 0 else 0.0


class _End(object):
    """One end of a queue as a connection: what `connection.wait` and pools look at."""

    def __init__(self, handle):
        self._queue = handle
        self._handle = _queues.reader(handle)

    def send(self, obj):
        data, refs = _dumps(obj)
        _put(self._queue, data, refs, -1.0)

    def recv(self):
        return _loads(_get(self._queue, -1.0))

    def send_bytes(self, buf):
        _put(self._queue, bytes(buf), None, -1.0)

    def recv_bytes(self):
        return bytes(_get(self._queue, -1.0))

    def poll(self, timeout=0.0):
        from .connection import wait
        return bool(wait([self], timeout))

    def close(self):
        pass


class _QueueBase(object):
    """What all queues have in common."""

    def _init_from(self, handle):
        self._handle = handle
        self._closed = False
        self._ends = None
        self._locks = None

    @property
    def _reader(self):
        if self._ends is None:
            self._ends = _End(self._handle)
        return self._ends

    _writer = _reader

    @property
    def _rlock(self):
        """A lock that nothing here needs; the pool of the standard library takes it when it ends its workers."""
        if self._locks is None:
            from .synchronize import Lock
            self._locks = Lock()
        return self._locks

    _wlock = _rlock

    def _assert_spawning(self):
        from .context import assert_spawning
        assert_spawning(self)


class Queue(_QueueBase):
    """A queue for any number of producing and consuming processes. Safe for threads and processes.

    An item is pickled by `put` and is in the queue when `put` returns; nothing is lost if its process ends then.
    """

    def __init__(self, maxsize=0, ctx=None):
        self._init_from(_queues.create(maxsize if maxsize > 0 else 0))

    def __reduce__(self):
        self._assert_spawning()
        return _rebuild_queue, (_share(self._handle),)

    @property
    def _maxsize(self):
        return _queues.capacity(self._handle) or 2147483647

    def put(self, obj, block=True, timeout=None):
        """Put an object into the queue.

        Waits for room, for at most `timeout` seconds if that is given; raises `queue.Full` if there is none, at once if
        not `block`; raises `ValueError` if the queue is closed. An object that cannot be pickled is reported by
        `_on_queue_feeder_error`, which prints the traceback, as CPython's feeder thread does; it is not put.
        """
        if self._closed:
            raise ValueError('Queue %r is closed' % self)
        try:
            data, refs = _dumps(obj)
        except Exception as e:
            self._on_queue_feeder_error(e, obj)
            return
        if not _put(self._handle, data, refs, -1.0 if block and timeout is None else _seconds(block, timeout)):
            raise _exceptions().Full

    def get(self, block=True, timeout=None):
        """Take the next object out of the queue.

        Waits for one, for at most `timeout` seconds if that is given; raises `queue.Empty` if none comes, at once if not
        `block`; raises `ValueError` if the queue is closed.
        """
        if self._closed:
            raise ValueError('Queue %r is closed' % self)
        parcel = _get(self._handle, -1.0 if block and timeout is None else _seconds(block, timeout))
        if parcel is None:
            raise _exceptions().Empty
        return _loads(parcel)

    def put_nowait(self, obj):
        """The same as `put(obj, False)`."""
        return self.put(obj, False)

    def get_nowait(self):
        """The same as `get(False)`."""
        return self.get(False)

    def qsize(self):
        """Return the number of objects in the queue."""
        return _size(self._handle)

    def empty(self):
        """Whether the queue is empty."""
        return _size(self._handle) == 0

    def full(self):
        """Whether the queue is full."""
        return _queues.full(self._handle)

    def close(self):
        """No more objects will be put into or taken out of the queue by this process."""
        self._closed = True

    def join_thread(self):
        """Return at once: what was put is in the queue. Raises `AssertionError` if the queue is not closed."""
        assert self._closed, 'Queue %r not closed' % self

    def cancel_join_thread(self):
        """Do nothing: there is no thread to wait for."""

    def _terminate_broken(self):
        """Close the queue, nobody reads it any more: what `ProcessPoolExecutor` does when a worker has died."""
        self.close()

    @staticmethod
    def _on_queue_feeder_error(e, obj):
        import traceback
        traceback.print_exc()


class JoinableQueue(Queue):
    """A queue that knows which of its objects have been worked off."""

    def __reduce__(self):
        self._assert_spawning()
        return _rebuild_joinable_queue, (_share(self._handle),)

    def task_done(self):
        """Report that an object taken out of the queue is worked off. Raises `ValueError` if called too often."""
        _queues.taskDone(self._handle)

    def join(self):
        """Wait until every object that was put has been reported done."""
        _queues.join(self._handle, -1.0)


class SimpleQueue(_QueueBase):
    """A queue with little more than `put` and `get`."""

    def __init__(self, ctx=None):
        self._init_from(_queues.create(0))

    def __reduce__(self):
        self._assert_spawning()
        return _rebuild_simple_queue, (_share(self._handle),)

    def put(self, obj):
        """Put an object into the queue. Raises what pickling raises."""
        self._check_open()
        data, refs = _dumps(obj)
        _put(self._handle, data, refs, -1.0)

    def get(self):
        """Take the next object out of the queue, waiting for it."""
        self._check_open()
        return _loads(_get(self._handle, -1.0))

    def empty(self):
        """Whether the queue is empty."""
        self._check_open()
        return _size(self._handle) == 0

    def close(self):
        """The queue is not used any more by this process."""
        self._closed = True

    def _check_open(self):
        if self._closed:
            raise OSError('handle is closed')


def _rebuild(cls, index):
    queue = cls.__new__(cls)
    queue._init_from(_shared(index))
    return queue


def _rebuild_queue(index):
    return _rebuild(Queue, index)


def _rebuild_joinable_queue(index):
    return _rebuild(JoinableQueue, index)


def _rebuild_simple_queue(index):
    return _rebuild(SimpleQueue, index)
