"""Pools of workers. Scheduling is the kernel's; see the Java package `io.jmp.pool`."""

import itertools

from . import TimeoutError, get_context, util
from ._pool_results import ApplyResult, AsyncResult, IMapIterator, IMapUnorderedIterator, MapResult, allocate_lock, fail, send
from ._pool_worker import (
    MAP, STARMAP, ByPickle, ExceptionWithTraceback, Handle, MaybeEncodingError, RemoteTraceback, WorkerLostError, _pools,
    rebuild_exc, thread_worker, worker)

__all__ = ['Pool', 'ThreadPool', 'WorkerLostError']

INIT, RUN, CLOSE, TERMINATE = 'INIT', 'RUN', 'CLOSE', 'TERMINATE'


class Pool(object):
    """A pool of processes that execute functions.

    A worker that dies is replaced; the task that it had taken raises `WorkerLostError` where its result is asked for. Where
    workers fail before they can begin, in the initializer for instance, so do all tasks, instead of a restart for ever.
    """
    _transport = ByPickle

    @staticmethod
    def Process(ctx, *args, **kwds):
        return ctx.Process(*args, **kwds)

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._status = [INIT]
        self._pool = []
        self._ctx = context or get_context()
        if processes is None:
            processes = self._ctx.cpu_count()
        if processes < 1:
            raise ValueError('Number of processes must be at least 1')
        if maxtasksperchild is not None and (not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0):
            raise ValueError('maxtasksperchild must be a positive int or None')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._cache = {}
        self._population = allocate_lock()  # held while workers are replaced
        self._processes = processes
        self._initializer = initializer
        self._initargs = initargs
        self._maxtasksperchild = maxtasksperchild
        self._handle = handle = _pools.create(processes)
        try:
            self._repopulate_pool()
        except Exception:
            self._stop_workers(self._pool)
            raise
        _pools.start(handle, _owner(self))
        self._terminate = util.Finalize(
            self, self._terminate_pool, args=(handle, self._pool, self._population), exitpriority=15)
        self._state = RUN
        _warn_if_unclosed(self)

    @property
    def _state(self):
        return self._status[0]

    @_state.setter
    def _state(self, state):
        self._status[0] = state

    def __repr__(self):
        return _description(type(self), self._status, self._pool)

    def __reduce__(self):
        raise NotImplementedError('pool objects cannot be passed between processes or pickled')

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()

    def _check_running(self):
        if self._state != RUN:
            raise ValueError('Pool not running')

    # --- workers

    def _repopulate_pool(self):
        """Forget workers that have ended; start as many as are missing."""
        for w in [w for w in self._pool if not self._is_alive(w)]:
            w.join()
            self._pool.remove(w)
        for _ in range(_pools.missingWorkers(self._handle)):
            self._pool.append(self._start_worker())

    def _start_worker(self):
        w = self.Process(self._ctx, target=worker, args=(
            Handle(self._handle), self._initializer, self._initargs, self._maxtasksperchild, True))
        w.name = w.name.replace('Process', 'PoolWorker')
        w.daemon = True
        w.start()
        popen = getattr(w, '_popen', None)
        if popen is not None:   # a context may make other things than processes of ours
            _pools.watch(self._handle, popen._handle)
        return w

    @staticmethod
    def _is_alive(w):
        return w.exitcode is None

    @staticmethod
    def _stop_workers(workers):
        for w in workers:
            if w.exitcode is None:
                w.terminate()
        for w in workers:
            w.join()

    @classmethod
    def _terminate_pool(cls, handle, workers, population):
        """End the pool, now."""
        _pools.terminate(handle)
        with population:
            pass    # whoever was replacing workers is done, and nobody does it again
        cls._stop_workers(list(workers))
        cls._await_end(handle)

    @staticmethod
    def _await_end(handle):
        """Wait for the kernel's thread, which may be in a callback. It does not wait for itself."""
        _pools.awaitEnd(handle)

    def _handle_event(self, number):
        """Called by the kernel, on a thread of its own, when a job is complete (its number) or a worker has ended (0)."""
        try:
            if number == 0:
                with self._population:
                    if self._state != TERMINATE:
                        self._repopulate_pool()
            else:
                self._cache[number]._announce()
        except Exception:
            import traceback
            traceback.print_exc()

    # --- tasks

    def apply(self, func, args=(), kwds={}):
        """Return `func(*args, **kwds)`, called by a worker."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """Let a worker call `func(*args, **kwds)`; return a result object. Callbacks run on a thread of the kernel."""
        self._check_running()
        result = ApplyResult(self, 1, callback, error_callback)
        send(self, result._job, 0, func, args, kwds)
        return result

    def map(self, func, iterable, chunksize=None):
        """Return the list of `func(item)` for the items."""
        return self._map_async(func, iterable, MAP, chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """As `map`; return a result object."""
        return self._map_async(func, iterable, MAP, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        """Return the list of `func(*arguments)` for the items, each of which is an iterable of arguments."""
        return self._map_async(func, iterable, STARMAP, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """As `starmap`; return a result object."""
        return self._map_async(func, iterable, STARMAP, chunksize, callback, error_callback)

    def _map_async(self, func, iterable, mapper, chunksize=None, callback=None, error_callback=None):
        self._check_running()
        if not hasattr(iterable, '__len__'):
            iterable = list(iterable)
        if chunksize is None:
            chunksize, extra = divmod(len(iterable), len(self._pool) * 4 or 1)
            if extra:
                chunksize += 1
        chunks = [] if len(iterable) == 0 else list(_chunks(iterable, chunksize))
        result = MapResult(self, len(chunks), callback, error_callback)
        for index, chunk in enumerate(chunks):
            send(self, result._job, index, func, chunk, None, mapper)
        return result

    def imap(self, func, iterable, chunksize=1):
        """Return an iterator over `func(item)` for the items, in their order."""
        return self._imap(IMapIterator, func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """Return an iterator over `func(item)` for the items, in the order in which they are done."""
        return self._imap(IMapUnorderedIterator, func, iterable, chunksize)

    def _imap(self, kind, func, iterable, chunksize):
        self._check_running()
        if chunksize < 1:
            raise ValueError('Chunksize must be 1+, not %d' % chunksize)
        result = kind(self, chunksize > 1)
        if hasattr(iterable, '__len__'):
            self._feed(result._job, func, iterable, chunksize)
        else:
            # It may wait, or be endless: the caller must not.
            import threading
            feeder = threading.Thread(target=self._feed, args=(result._job, func, iterable, chunksize))
            feeder.daemon = True
            feeder.start()
        return result

    def _feed(self, job, func, iterable, chunksize):
        index = 0
        try:
            if chunksize == 1:
                for item in iterable:
                    if self._state == TERMINATE:
                        break
                    send(self, job, index, func, (item,), {})
                    index += 1
            else:
                for chunk in _chunks(iterable, chunksize):
                    if self._state == TERMINATE:
                        break
                    send(self, job, index, func, chunk, None, MAP)
                    index += 1
        except Exception as e:
            # As in CPython, the iterator raises what the iterable raised, after the results so far.
            fail(self, job, index, e)
            index += 1
        finally:
            _pools.setLength(job, index)

    # --- the end

    def close(self):
        """Take no more tasks; the workers end when all are done."""
        util.debug('closing pool')
        if self._state == RUN:
            self._state = CLOSE
            _pools.close(self._handle)

    def terminate(self):
        """End the workers at once; tasks that are not done raise `WorkerLostError` where their results are asked for."""
        util.debug('terminating pool')
        self._state = TERMINATE
        self._terminate()

    def join(self):
        """Wait for the workers to end. `close()` or `terminate()` has to be called before."""
        util.debug('joining pool')
        if self._state == RUN:
            raise ValueError('Pool is still running')
        elif self._state not in (CLOSE, TERMINATE):
            raise ValueError('In unknown state')
        _pools.awaitEnd(self._handle)
        for w in list(self._pool):
            w.join()


def _description(cls, status, workers):
    return '<%s.%s state=%s pool_size=%d>' % (cls.__module__, cls.__name__, status[0], len(workers))


_watched = set()


def _warn_if_unclosed(pool):
    """Let a `ResourceWarning` come when the pool is collected that was not closed. GraalPy does not call `__del__`."""
    from _weakref import ref
    cls, status, workers = type(pool), pool._status, pool._pool

    def collected(reference):
        _watched.discard(reference)
        if status[0] == RUN:
            import warnings
            warnings.warn('unclosed running multiprocessing pool %s' % _description(cls, status, workers), ResourceWarning)
    _watched.add(ref(pool, collected))


def _owner(pool):
    """What the kernel calls: it must not keep a pool alive that nobody else holds."""
    from _weakref import ref
    reference = ref(pool)

    def call(number, _):
        pool = reference()
        if pool is not None:
            pool._handle_event(number)
    return call


_ranges = (range,) if isinstance(range, type) else ()


def _chunks(iterable, size):
    if isinstance(iterable, _ranges):   # a part of a range is a range: three numbers to send, however long it is
        for i in range(0, len(iterable), size):
            yield iterable[i:i + size]
        return
    iterator = iter(iterable)
    while True:
        chunk = tuple(itertools.islice(iterator, size))
        if not chunk:
            return
        yield chunk


class _ByReference(object):
    """Tasks and results of workers that are threads: nothing is copied."""

    def __init__(self):
        self._objects = {}
        self._numbers = util.counter()

    def dumps(self, obj):
        number = next(self._numbers)
        self._objects[number] = obj
        return str(number).encode('ascii'), None

    dumps_task = dumps

    def loads(self, parcel):
        from _jmp_host import data
        return self._objects.pop(int(data(parcel)))

    @staticmethod
    def name(func):
        return func

    @staticmethod
    def wrap(exc):
        return exc


class ThreadPool(Pool):
    """A pool of threads of the calling process."""

    def __init__(self, processes=None, initializer=None, initargs=()):
        self._transport = _ByReference()
        Pool.__init__(self, processes, initializer, initargs)

    @staticmethod
    def Process(ctx, *args, **kwds):
        from .dummy import Process
        return Process(*args, **kwds)

    def _start_worker(self):
        w = self.Process(self._ctx, target=thread_worker, args=(
            self._handle, _pools.addThread(self._handle), self._transport, self._initializer, self._initargs))
        w.name = w.name.replace('Process', 'PoolWorker')
        w.daemon = True
        w.start()
        return w

    @staticmethod
    def _is_alive(w):
        return w.is_alive()

    @staticmethod
    def _stop_workers(workers):
        """Threads cannot be stopped: they end when their tasks are done."""

    @staticmethod
    def _await_end(handle):
        """Nor are they waited for."""
