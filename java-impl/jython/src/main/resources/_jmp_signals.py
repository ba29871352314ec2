"""Signals on Jython: each process has handlers of its own. Jython's module `signal` has one set of them for the whole JVM."""
import os
import signal as _signal

from _jmp_host import _host, kernel

_set = _signal.signal
_signals = _signal._signals
_default = _signal.SIG_DFL, _signal.SIG_IGN
_handlers = {_signal.SIGINT: _signal.default_int_handler}
_SIGKILL, _SIGSTOP = 9, 19


def _handle(number):
    """A signal has come; the thread is the main one."""
    handler = _handlers.get(number, _signal.SIG_DFL)
    if handler not in _default:
        handler(number, None)


def signal(sig, action):
    """Set the action for a signal: SIG_DFL, SIG_IGN, or a callable, which runs in the main thread. Return the previous action.

    Raises `ValueError` in other threads and for numbers that are no signals, and `OSError` for signals that cannot be handled.
    """
    if not _host.inMainThread():
        raise ValueError('signal only works in main thread of the main interpreter')
    if sig not in _signals:
        raise ValueError('signal number out of range')
    if action not in _default and not callable(action):
        raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
    if sig in (_SIGKILL, _SIGSTOP):
        raise OSError(22, 'Invalid argument')
    before = getsignal(sig)
    if _host.isMain() and not (sig == _signal.SIGINT and _host.takesInterrupts()):
        try:
            _set(sig, action if action in _default else lambda number, frame: _host.signal(number))
        except ValueError:
            pass    # some are the JVM's
    _handlers[sig] = action
    kernel.processes.onSignal(sig, _default.index(action) if action in _default else 2)
    return before


def getsignal(sig):
    """Return the current action for a signal: SIG_DFL, SIG_IGN, or a callable."""
    if sig not in _signals:
        raise ValueError('signal number out of range')
    return _handlers.get(sig, _signal.SIG_DFL)


def kill(pid, number):
    """Send a signal to a process inside the JVM; returns whether there is one with this pid."""
    if pid == os.getpid() and _host.inMainThread() and _handlers.get(number, _signal.SIG_DFL) not in _default:
        _handle(number)     # as in CPython, it was handled when the call returns
        return True
    return kernel.processes.signal(pid, int(number))


def raise_signal(signalnum):
    """Send a signal to the executing process."""
    if not kill(os.getpid(), signalnum):
        raise OSError(22, 'Invalid argument')


for _function in signal, getsignal, raise_signal:
    _function.__module__ = 'signal'
    setattr(_signal, _function.__name__, _function)
_host.takeSignals(_handle)
