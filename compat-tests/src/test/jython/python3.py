"""What the tests use of Python 3, for Jython: names, and functions of the library. The module `helpers` imports it, in children too."""
import __builtin__
import hashlib
import hmac
import os
import socket
import subprocess
import threading
import time

from java.lang import Runtime
from multiprocessing import _python2

for _name in dir(_python2):
    # The tests name the errors as Python 3 does.
    if _name.endswith('Error') and not hasattr(__builtin__, _name):
        setattr(__builtin__, _name, getattr(_python2, _name))

__builtin__.ProcessLookupError = OSError
threading.BrokenBarrierError = _python2.BrokenBarrierError
time.monotonic = time.time
os.cpu_count = Runtime.getRuntime().availableProcessors
os.fsencode = lambda name: name if isinstance(name, bytes) else name.encode('utf-8')

# --- hmac: digests by name ------------------------------------------------------------------------------------------------------

_new = hmac.new
hmac.new = lambda key, msg=None, digestmod=None: _new(key, msg, getattr(hashlib, digestmod) if isinstance(digestmod, str) else digestmod)

# --- sockets that close at the end of `with`, and pairs of them -----------------------------------------------------------------

_Socket = type(socket.socket())
_Socket.__enter__ = lambda self: self
_Socket.__exit__ = lambda self, *error: self.close()


def _socketpair():
    listener = socket.socket()
    listener.bind(('localhost', 0))
    listener.listen(1)
    first = socket.create_connection(listener.getsockname())
    second = listener.accept()[0]
    listener.close()
    return first, second


socket.socketpair = _socketpair


# --- subprocess: timeouts -------------------------------------------------------------------------------------------------------

class TimeoutExpired(Exception):
    pass


_Base = subprocess.Popen


class _Popen(_Base):
    def __init__(self, *args, **kwds):
        if kwds.pop('text', False):
            kwds['universal_newlines'] = True
        _Base.__init__(self, *args, **kwds)

    def communicate(self, input=None, timeout=None):
        return self._within(timeout, lambda: _Base.communicate(self, input))

    def wait(self, timeout=None):
        return self._within(timeout, lambda: _Base.wait(self))

    def _within(self, timeout, call):
        timer = threading.Timer(3600 if timeout is None else timeout, self.kill)
        timer.start()
        try:
            return call()
        finally:
            expired = not timer.isAlive()
            timer.cancel()
            if expired:
                raise TimeoutExpired('timed out after %s seconds' % timeout)


class _Completed(object):
    def __init__(self, returncode, stdout, stderr):
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


def _run(args, timeout=None, input=None, **kwds):
    if kwds.pop('capture_output', False):
        kwds['stdout'] = kwds['stderr'] = subprocess.PIPE
    process = _Popen(args, **kwds)
    out, err = process.communicate(input, timeout)
    return _Completed(process.returncode, out, err)


subprocess.run, subprocess.Popen, subprocess.TimeoutExpired = _run, _Popen, TimeoutExpired
