"""Processes with an interpreter of their own."""
import sys

from _jmp_host import kernel as _kernel
from pycsp.parallel.configuration import Configuration, PYCSP_AUTHKEY, PYCSP_HOST, PYCSP_PORT
from pycsp.parallel.exceptions import FatalException, InfoException
from pycsp.parallel.process import Process, _as_factory, become, call, renewed

__all__ = ['MultiProcess', 'multiprocess']

_csp = _kernel.csp
_join = _csp.joinInterpreter


def multiprocess(func=None, pycsp_host='', pycsp_port=None):
    """Make a function into a factory of processes with interpreters of their own: calling it with arguments makes a
    `MultiProcess` that is not started yet. Also with `pycsp_host=` and `pycsp_port=`, where the process hosts its channels."""
    def decorate(func):
        def factory(*args, **kwargs):
            return MultiProcess(func, *args, **kwargs).update(pycsp_host=pycsp_host, pycsp_port=pycsp_port)
        return _as_factory(factory, func)
    return decorate if func is None else decorate(func)


class MultiProcess(Process):
    """A function that runs in an interpreter of its own, once. Its arguments and what it returns are pickled; channel ends in
    them are the same ends there.

    As for `multiprocessing`, the new interpreter imports the main module, so that needs its `if __name__ == '__main__'`. Where
    the function fails, its interpreter prints the exception on standard error.
    """
    _settings = ('pycsp_host', 'pycsp_port')

    def __init__(self, fn, *args, **kwargs):
        settings = dict((name, kwargs.pop(name)) for name in self._settings if name in kwargs)
        super(MultiProcess, self).__init__(fn, *args, **kwargs)
        self._process = None
        self._where = {}
        self.update(**settings)

    def update(self, **kwargs):
        """Change settings before the start. Raises `InfoException` for others than `pycsp_host` and `pycsp_port`, and
        `FatalException` after the start."""
        if self._process is not None:
            raise FatalException('the settings of a process cannot change after its start')
        unknown = sorted(set(kwargs) - set(self._settings))
        if unknown:
            raise InfoException('%s takes no %s; it takes %s'
                                % (type(self).__name__, ', '.join(unknown), ', '.join(self._settings)))
        self._where.update(kwargs)
        return self

    def start(self):
        """Start the process and return at once. Raises `RuntimeError` if it was started before, and what pickling raises."""
        from multiprocessing import Process as Interpreter, SimpleQueue
        if self._process is not None:
            raise RuntimeError('process %s was started before' % self.name)
        self._results = SimpleQueue()
        process = Interpreter(target=_run, name=self.name, args=(
            _Function(self.fn), self.args, self.kwargs, self.id, _settings(self._where), self._results,
            _Member(_csp.member(self.name))))
        process.start()
        process.pycsp_process = self
        self._process = process

    def join(self, timeout=None):
        """Wait until the process has ended, for at most `timeout` seconds if that is given."""
        try:
            _join(self._process._popen._handle, -1.0 if timeout is None else max(0.0, float(timeout)))
        except FatalException:
            # A deadlock: it would wait for ever, and the program for it.
            self._process.terminate()
            raise
        self._process.join(timeout)
        if not self._process.is_alive() and not self._results.empty():
            self.return_value = self._results.get()

    def is_alive(self):
        """Whether the process is running."""
        return self._process is not None and self._process.is_alive()

    def join_report(self):
        """Wait until the process has ended; return what its function returned, None if it failed."""
        self.join()
        return self.return_value

    def __mul__(self, count):
        where = dict((name, self._where[name]) for name in self._settings if name in self._where)
        if 'pycsp_port' in where:
            where['pycsp_port'] = None      # can be had once
        return [self] + [type(self)(self.fn, *renewed(self.args), **renewed(self.kwargs)).update(**where)
                         for _ in range(int(count) - 1)]

    __rmul__ = __mul__


class _Member(object):
    """A process's place in the network of those who started it."""

    def __init__(self, handle):
        self.handle = handle

    def __reduce__(self):
        from multiprocessing import _parcel
        return _rebuild_member, (_parcel.share(self.handle),)


def _rebuild_member(index):
    from multiprocessing import _parcel
    return _Member(_parcel.shared(index))


class _Function(object):
    """A function that may have a decorator: then its name leads to the factory."""

    def __init__(self, fn):
        self.fn = fn

    def __reduce__(self):
        fn = self.fn
        name = getattr(fn, '__qualname__', fn.__name__)
        found = sys.modules.get(fn.__module__)
        for part in name.split('.'):
            found = getattr(found, part, None)
        if getattr(found, 'fn', None) is fn:
            return _function, (found,)
        return _function, (fn,)


def _function(found):
    return _Function(getattr(found, 'fn', found))


def _settings(where):
    """The settings of the network that another interpreter needs."""
    return where.get('pycsp_host') or '', where.get('pycsp_port') or 0, Configuration().get(PYCSP_AUTHKEY)


def _apply(settings):
    for setting, value in zip((PYCSP_HOST, PYCSP_PORT, PYCSP_AUTHKEY), settings):
        Configuration().set(setting, value)


def _run(function, args, kwargs, id, settings, results, member):
    """What the new interpreter does."""
    _csp.begin(member.handle)
    _apply(settings)
    process = become(Process(function.fn, *args, **kwargs), id)
    try:
        results.put(call(function.fn, args, kwargs))
    finally:
        process.end_spawned()
        _kernel.cspnet.close()
        _csp.end(member.handle)
