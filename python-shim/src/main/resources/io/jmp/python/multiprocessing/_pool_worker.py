"""What the workers of a pool do. The public place of these names is `multiprocessing.pool`."""

import sys

from ._kernel import kernel
from ._parcel import dumps as _dumps, dumps_task as _dumps_task, loads as _loads, share as _share, shared as _shared

_pools = kernel.pools
_take, _done = _pools.take, _pools.done


class RemoteTraceback(Exception):
    """The traceback of an error in a worker, as text; the cause of the error in the parent."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class ExceptionWithTraceback(object):
    """An error on its way from a worker, with its traceback."""

    def __init__(self, exc, tb):
        import traceback
        self.exc = exc
        self.tb = '\n"""\n%s"""' % ''.join(traceback.format_exception(type(exc), exc, tb))
        # What the frames hold must not live as long as the error.
        self.exc.__traceback__ = None

    def __reduce__(self):
        return rebuild_exc, (self.exc, self.tb)


def rebuild_exc(exc, tb):
    exc.__cause__ = RemoteTraceback(tb)
    return exc


class MaybeEncodingError(Exception):
    """What a worker sends in place of a result that cannot be pickled."""

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super(MaybeEncodingError, self).__init__(self.exc, self.value)

    def __str__(self):
        return "Error sending result: '%s'. Reason: '%s'" % (self.value, self.exc)

    def __repr__(self):
        return '<%s: %s>' % (type(self).__name__, self)


class WorkerLostError(Exception):
    """The worker that had taken the task ended before it reported a result, or the pool was terminated."""


for _class in (RemoteTraceback, ExceptionWithTraceback, MaybeEncodingError, WorkerLostError):
    _class.__module__ = 'multiprocessing.pool'


class Handle(object):
    """A pool on its way to a worker."""

    def __init__(self, handle):
        self.handle = handle

    def __reduce__(self):
        return _rebuild_handle, (_share(self.handle),)


def _rebuild_handle(index):
    return Handle(_shared(index))


# What a worker does with a function and its arguments: one call, a call for each item, a call for each tuple of arguments.
CALL, MAP, STARMAP = range(3)

_function = type(rebuild_exc)


class ByPickle(object):
    """Tasks and results of workers that are processes."""

    dumps, dumps_task, loads = staticmethod(_dumps), staticmethod(_dumps_task), staticmethod(_loads)

    @staticmethod
    def name(func):
        """What is sent for a function: its module and name if it is found there, as by pickle, but at a tenth of the price."""
        if type(func) is _function:
            module, name = func.__module__, getattr(func, '__qualname__', func.__name__)
            try:
                if sys.modules[module].__dict__[name] is func:
                    return module, name
            except (KeyError, AttributeError):
                pass
        return func

    @staticmethod
    def wrap(exc):
        return ExceptionWithTraceback(exc, sys.exc_info()[2])

    unsendable = MaybeEncodingError

    @staticmethod
    def too_long(exc, succeeded, value):
        return exc


def worker(pool, initializer, initargs, maxtasks, wrap_exception):
    """The main function of a worker that is a process."""
    if initializer is not None:
        initializer(*initargs)
    _work(pool.handle, _pools.begin(pool.handle), ByPickle, maxtasks)


def thread_worker(handle, me, transport, initializer, initargs):
    """The main function of a worker that is a thread."""
    try:
        if initializer is not None:
            initializer(*initargs)
        _work(handle, me, transport, None)
    finally:
        _pools.leave(handle, me)


def _named(module, name):
    try:
        return sys.modules[module].__dict__[name]
    except KeyError:
        # Imports the module, or says what is missing, as everywhere.
        import pickle
        return pickle.loads(('c%s\n%s\n.' % (module, name)).encode('utf-8'))


def _work(pool, me, transport, maxtasks):
    dumps, loads = transport.dumps, transport.loads
    completed = 0
    while maxtasks is None or completed < maxtasks:
        task = _take(pool, me)
        if task is None:
            break
        succeeded = True
        try:
            func, args, kwds, mapper = loads(task)
            if type(func) is tuple:
                func = _named(*func)
            if mapper == CALL:
                result = func(*args, **kwds)
            elif mapper == MAP:
                result = list(map(func, args))
            else:
                result = [func(*arguments) for arguments in args]
        except Exception as e:
            succeeded, result = False, transport.wrap(e)
        try:
            data, refs = dumps(result)
        except Exception as e:
            succeeded = False
            data, refs = dumps(transport.unsendable(e, result))
        try:
            _done(pool, me, succeeded, data, refs)
        except OSError as e:    # longer than a message may be
            data, refs = dumps(transport.too_long(e, succeeded, result))
            _done(pool, me, False, data, refs)
        # An idle worker keeps nothing alive.
        task = func = args = kwds = result = None
        data = refs = None
        completed += 1
