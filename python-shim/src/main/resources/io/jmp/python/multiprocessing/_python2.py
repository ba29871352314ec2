"""What Python 2 lacks of Python 3, as far as this package needs it. Python 3 never imports this."""
import copy_reg
import exceptions
import functools
import sys
import types


class _SystemError(OSError, IOError):
    """An error of the system. Python 2 has two classes for what is one in Python 3: this is caught as either."""

    def __reduce__(self):
        from ._parcel import rebuild_error
        return rebuild_error, (type(self).__name__, self.strerror if self.errno else str(self), self.errno or 0, self.filename)


def _subclass(name, base=_SystemError):
    # Tracebacks show no module for it.
    return type(name, (base,), {'__module__': 'exceptions', '__doc__': base.__doc__})


OSError_ = _subclass('OSError')
BrokenPipeError = _subclass('BrokenPipeError')
ConnectionRefusedError = _subclass('ConnectionRefusedError')
ConnectionResetError = _subclass('ConnectionResetError')
FileExistsError = _subclass('FileExistsError')
FileNotFoundError = _subclass('FileNotFoundError')
PermissionError = _subclass('PermissionError')

_CLASSES = {'OSError': OSError_}
_CLASSES.update((_class.__name__, _class) for _class in (
    BrokenPipeError, ConnectionRefusedError, ConnectionResetError, FileExistsError, FileNotFoundError, PermissionError))
_NUMBERS = {2: FileNotFoundError, 13: PermissionError, 17: FileExistsError, 32: BrokenPipeError, 104: ConnectionResetError,
            111: ConnectionRefusedError}
_NUMBER_OF = dict((value.__name__, key) for key, value in _NUMBERS.items())


class BrokenBarrierError(RuntimeError):
    """A barrier was reset or broken while somebody waited at it."""


def exception(name, message, errno=0, filename=None):
    """Return the exception of a name that Python 3 has."""
    if errno:
        made = _NUMBERS.get(errno, OSError_) if name == 'OSError' else _CLASSES.get(name, OSError_)
        return made(errno, message, filename) if filename else made(errno, message)
    module, _, name = name.rpartition('.')
    if module == 'threading' and name == 'BrokenBarrierError':
        return BrokenBarrierError(message) if message else BrokenBarrierError()
    if module:
        module = {'queue': 'Queue'}.get(module, module)
        made = getattr(__import__(module, fromlist=[name]), name)
    else:
        made = _CLASSES.get(name) or getattr(exceptions, name)
        if name in _NUMBER_OF and message and not message.startswith('[Errno '):
            return made(_NUMBER_OF[name], message)
    number, bracket, text = (message or '').partition('] ')
    if bracket and number.startswith('[Errno '):
        return made(int(number[7:]), text)
    return made(message) if message else made()


class ManagedLock(object):
    """A lock or semaphore of `threading` in a manager. Python 2's own have no timeouts."""

    def __init__(self, kind, *args):
        import multiprocessing
        self._lock = getattr(multiprocessing, kind)(*args)

    def acquire(self, *args, **kwds):
        return self._lock.acquire(*args, **kwds)

    def release(self):
        try:
            self._lock.release()
        except AssertionError as e:
            raise RuntimeError(str(e))

    def __repr__(self):
        return repr(self._lock)


# --- buffers: the `memoryview` of Python 2 has few methods, and Jython's cannot be written to -----------------------------------

def flat(buf):
    """The bytes of an object."""
    if isinstance(buf, bytes):
        return buf
    if isinstance(buf, unicode):
        raise TypeError("a bytes-like object is required, not 'unicode'")
    for name in ('tobytes', 'tostring'):
        if hasattr(buf, name):
            return getattr(buf, name)()
    if isinstance(buf, (bytearray, buffer)):
        return bytes(buf)
    raise TypeError("a bytes-like object is required, not '%s'" % type(buf).__name__)


def write(buf, view, offset, content):
    """Write bytes into an object."""
    if hasattr(buf, 'fromstring'):
        import array
        buf[:] = array.array(buf.typecode, view[:offset] + content + view[offset + len(content):])
    elif isinstance(buf, bytes):
        raise TypeError('the object is not writable')
    else:
        buf[offset:offset + len(content)] = content


# --- what can be sent, and Python 2 does not pickle -----------------------------------------------------------------------------

def _reduce_method(method):
    if method.im_self is None:
        return getattr, (method.im_class, method.im_func.__name__)
    if method.im_self is sys:
        return _function_of_sys, (method.im_func.__name__,)     # as `sys.exit`, which is that of the child there
    return getattr, (method.im_self, method.im_func.__name__)


def _reduce_builtin_method(method):
    if getattr(method, '__self__', None) is None:
        return method.__name__
    return getattr, (method.__self__, method.__name__)


def _function_of_sys(name):
    return getattr(sys, name)


def _reduce_partial(partial):
    return _rebuild_partial, (partial.func, partial.args, partial.keywords or {})


def _rebuild_partial(function, args, keywords):
    return functools.partial(function, *args, **keywords)


copy_reg.pickle(types.MethodType, _reduce_method)
copy_reg.pickle(type([].append), _reduce_builtin_method)
copy_reg.pickle(functools.partial, _reduce_partial)
