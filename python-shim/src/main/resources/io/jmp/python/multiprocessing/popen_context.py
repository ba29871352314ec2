"""Processes of the start method 'context': interpreters inside the JVM."""

import sys

from _weakref import ref as _ref

import _jmp_host
from ._kernel import kernel
from ._parcel import dumps_process, dumps_program, plain

__all__ = ['Popen']

_processes = kernel.processes
_reserve, _release, _start = _processes.reserve, _processes.release, _processes.start
_join, _exit_code = _processes.join, _processes.exitCode


_told = set()


def _use_main():
    """Let a program that an embedder evaluates use its own functions and classes: children evaluate the same sources."""
    main = sys.modules['__main__']
    for thing in () if hasattr(main, '__file__') else list(vars(main).values()):
        if getattr(thing, '__module__', None) == '__main__':
            for function in [thing] + (list(vars(thing).values()) if isinstance(thing, type) else []):
                if hasattr(function, '__code__') and _ref(function) not in _told:
                    _jmp_host.use_main_of(function)
                    _told.add(_ref(function))
    _jmp_host.use_main()


class Sentinel(int):
    """A process's number, with the process in it: ready when the process has ended."""

    def __new__(cls, handle):
        self = int.__new__(cls, _processes.pid(handle))
        self._handle = handle
        return self


class Popen(object):
    """One process, seen from its parent."""
    method = 'context'
    _sentinel = None

    def __init__(self, process_obj):
        from .spawn import get_preparation_data
        preparation = get_preparation_data(process_obj._name)
        del preparation['name']     # the kernel tells it
        preparation['authkey'] = bytes(preparation['authkey'])
        told = plain(preparation)
        # The child wakes up and reads that while this thread pickles the process.
        reservation = _reserve(told)
        try:
            _use_main()
            data, refs = dumps_program(preparation, process_obj) if told is None else dumps_process(process_obj)
            self._handle = handle = _start(reservation, process_obj._name, data, refs)
        except:
            _release(reservation)
            raise
        self.pid = _processes.pid(handle)
        self.returncode = None

    @property
    def sentinel(self):
        if self._sentinel is None:
            self._sentinel = Sentinel(self._handle)
        return self._sentinel

    def poll(self):
        """Return the exit code, or None while the process runs."""
        if self.returncode is None:
            code = _exit_code(self._handle)
            if code is not None:
                self.returncode = code
        return self.returncode

    def wait(self, timeout=None):
        """Wait for the end; return the exit code, or None if the time ran out."""
        if self.returncode is None:
            if not _join(self._handle, -1.0 if timeout is None else max(0.0, float(timeout))):
                return None
            self.returncode = _exit_code(self._handle)
        return self.returncode

    def terminate(self):
        _processes.terminate(self._handle)

    def kill(self):
        _processes.kill(self._handle)

    def close(self):
        pass
