# Evaluated in every context for bootstrap.py. Its last expression is the class `Signals`.
import posix
import _signal
import _thread


class Signals(object):
    """What this process does about signals that processes inside the JVM send, and about Ctrl-C."""

    SIG_DFL, SIG_IGN, SIGINT, SIGPIPE, SIGXFSZ = 0, 1, 2, 13, 25

    def __init__(self, processes):
        self._processes = processes
        self._set, self._raise = _signal.signal, _signal.raise_signal
        self._main = _thread.get_ident()
        self._handlers = {self.SIGINT: _signal.default_int_handler, self.SIGPIPE: self.SIG_IGN, self.SIGXFSZ: self.SIG_IGN}
        self.takes_interrupts = False

    def signal(self, signalnum, handler, /):
        """Set the action for the given signal.

        The action can be SIG_DFL, SIG_IGN, or a callable Python object. The previous action is returned.
        """
        if _thread.get_ident() != self._main:
            raise ValueError('signal only works in main thread of the main interpreter')
        if not 0 < signalnum < _signal.NSIG:
            raise ValueError('signal number out of range')
        if not callable(handler) and handler not in (self.SIG_DFL, self.SIG_IGN):
            raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
        if signalnum in (9, 19):    # SIGKILL, SIGSTOP
            raise OSError(22, 'Invalid argument')
        before = self.getsignal(signalnum)
        if signalnum != self.SIGINT or not self.takes_interrupts:
            try:
                self._set(signalnum, handler)
            except (OSError, ValueError):
                pass    # the system's signals are the main program's alone, and some are the JVM's
        self._handlers[signalnum] = handler
        self._processes.onSignal(signalnum, 2 if callable(handler) else int(handler))
        return before

    def getsignal(self, signalnum, /):
        """Return the current action for the given signal: SIG_DFL, SIG_IGN, or a callable."""
        if not 0 < signalnum < _signal.NSIG:
            raise ValueError('signal number out of range')
        return self._handlers.get(signalnum, self.SIG_DFL)

    def handle(self, number):
        """A signal has come; the thread is the main one."""
        handler = self._handlers.get(number)
        if callable(handler):
            handler(number, None)

    def kill(self, pid, number):
        """Send a signal to a process inside the JVM; returns whether there is one with this pid."""
        if pid == posix.getpid() and _thread.get_ident() == self._main and callable(self._handlers.get(number)):
            self.handle(number)    # as in CPython, it was handled when the call returns
            return True
        return self._processes.signal(pid, int(number))

    def raise_signal(self, signalnum, /):
        """Send a signal to the executing process."""
        if not self.kill(posix.getpid(), signalnum):
            self._raise(signalnum)

    def interrupt_main(self, signum=2, /):
        """Simulate the arrival of the given signal in the main thread, where the corresponding signal handler will be executed."""
        if not 0 < signum < _signal.NSIG:
            raise ValueError('signal number out of range')
        if callable(self._handlers.get(signum)):
            self.kill(posix.getpid(), signum)


Signals
