"""The results of a pool's tasks. Their public place is `multiprocessing.pool`."""

from . import util
from .context import TimeoutError
from ._pool_worker import CALL, WorkerLostError, _pools

try:
    from _thread import allocate_lock
except ImportError:
    from thread import allocate_lock

_submit, _fail, _await, _next = _pools.submit, _pools.fail, getattr(_pools, 'await'), _pools.next
_job_counter = util.counter(1)


class ApplyResult(object):
    """The result of a call that a worker executes."""

    def __init__(self, pool, length, callback, error_callback):
        self._pool = pool
        self._transport = pool._transport
        self._callback = callback
        self._error_callback = error_callback
        self._number = 0
        self._answer = None
        self._lock = allocate_lock()
        if length and (callback or error_callback):
            self._number = next(_job_counter)
            pool._cache[self._number] = self
        self._job = _pools.job(length, self._number)

    def _announce(self):
        """Call back. Runs on the handler of the pool, before those who wait go on."""
        self._pool._cache.pop(self._number, None)
        succeeded, value = self._outcome()
        callback = self._callback if succeeded else self._error_callback
        try:
            if callback:
                callback(value)
        finally:
            self._job = self._callback = self._error_callback = None

    def _outcome(self):
        """Whether the call succeeded, and what it returned or raised. Only for a job that is complete."""
        with self._lock:
            if self._answer is None:
                job = self._job
                failure = _pools.firstFailure(job)
                if failure >= 0:
                    self._answer = False, _error(self._transport, _pools.result(job, failure))
                else:
                    self._answer = True, self._value(job)
                self._pool = None
                if not self._number:
                    self._job = None
            return self._answer

    def _value(self, job):
        return self._transport.loads(_pools.result(job, 0))

    def ready(self):
        """Whether the call has completed."""
        job = self._job
        return job is None or _pools.isReady(job)

    def successful(self):
        """Whether the call completed without raising an exception; `ValueError` if it is not ready."""
        if not self.ready():
            raise ValueError('%r not ready' % (self,))
        return self._outcome()[0]

    def wait(self, timeout=None):
        """Wait until the result is available, or until `timeout` seconds pass."""
        job = self._job
        if job is not None:
            _await(job, -1.0 if timeout is None else max(0.0, float(timeout)))

    def get(self, timeout=None):
        """Return the result, or raise what the call raised; `TimeoutError` if it does not come in `timeout` seconds."""
        job = self._job
        if job is not None and not _await(job, -1.0 if timeout is None else max(0.0, float(timeout))):
            raise TimeoutError
        succeeded, value = self._outcome()
        if succeeded:
            return value
        raise value


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The results of calls that workers execute in chunks."""

    def __init__(self, pool, chunks, callback, error_callback):
        self._chunks = chunks
        ApplyResult.__init__(self, pool, chunks, callback, error_callback)

    def _value(self, job):
        values = []
        for index in range(self._chunks):
            values.extend(self._transport.loads(_pools.result(job, index)))
        return values


class IMapIterator(object):
    """Gives results as they come, in the order of the tasks."""
    _in_order = True

    def __init__(self, pool, chunked):
        self._pool = pool
        self._transport = pool._transport
        self._chunked = chunked
        self._rest = iter(())
        self._job = _pools.job(-1, 0)

    def __iter__(self):
        return self

    def next(self, timeout=None):
        """Return the next result, or raise what the task raised; `TimeoutError` if it does not come in `timeout` seconds."""
        for value in self._rest:
            return value
        while True:
            answer = _next(self._job, self._in_order, -1.0 if timeout is None else max(0.0, float(timeout)))
            if answer is None:
                raise TimeoutError
            if len(answer) == 0:
                self._pool = None
                raise StopIteration
            if not answer[0]:
                raise _error(self._transport, answer[1])
            value = self._transport.loads(answer[1])
            if not self._chunked:
                return value
            self._rest = iter(value)
            for value in self._rest:
                return value

    __next__ = next


class IMapUnorderedIterator(IMapIterator):
    """Gives results as they come, in any order."""
    _in_order = False


def _error(transport, content):
    """The exception of a task that failed."""
    return WorkerLostError(content) if isinstance(content, (str, type(u''))) else transport.loads(content)


def send(pool, job, index, func, args, kwds, mapper=CALL):
    """Give a task to the pool."""
    transport = pool._transport
    try:
        data, refs = transport.dumps_task((transport.name(func), args, kwds, mapper))
    except Exception as e:
        # As in CPython, whoever asks for the result gets the error.
        fail(pool, job, index, e)
    else:
        _submit(pool._handle, job, index, data, refs)


def fail(pool, job, index, error):
    """Make an error the result of a task that cannot be given to the pool."""
    data, refs = pool._transport.dumps(error)
    _fail(pool._handle, job, index, data, refs)


for _class in (ApplyResult, MapResult, IMapIterator, IMapUnorderedIterator):
    _class.__module__ = 'multiprocessing.pool'
