"""Finalizers, what happens at exit, and the log."""
import atexit
import itertools
from _weakref import ref as _ref

from . import process
import _jmp_host

__all__ = [
    'sub_debug', 'debug', 'info', 'sub_warning', 'warn', 'get_logger', 'log_to_stderr', 'get_temp_dir',
    'register_after_fork', 'is_exiting', 'Finalize', 'ForkAwareThreadLock', 'ForkAwareLocal',
    'close_all_fds_except', 'SUBDEBUG', 'SUBWARNING',
]

NOTSET, SUBDEBUG, DEBUG, INFO, SUBWARNING, WARNING = 0, 5, 10, 20, 25, 30

LOGGER_NAME = 'multiprocessing'
DEFAULT_LOGGING_FORMAT = '[%(levelname)s/%(processName)s] %(message)s'

# Of Linux, not of Java.
abstract_sockets_supported = False

_logger = None
_log_to_stderr = False


def sub_debug(msg, *args):
    """Log below the level of debugging."""
    if _logger:
        _logger.log(SUBDEBUG, msg, *args)


def debug(msg, *args):
    """Log for debugging."""
    if _logger:
        _logger.log(DEBUG, msg, *args)


def info(msg, *args):
    """Log for information."""
    if _logger:
        _logger.log(INFO, msg, *args)


def sub_warning(msg, *args):
    """Log below the level of warnings."""
    if _logger:
        _logger.log(SUBWARNING, msg, *args)


def warn(msg, *args):
    """Log a warning."""
    if _logger:
        _logger.log(WARNING, msg, *args)


def get_logger():
    """Return the package's logger."""
    global _logger
    if _logger is None:
        import logging
        logger = logging.getLogger(LOGGER_NAME)
        logger.propagate = 0
        logging.addLevelName(SUBDEBUG, 'SUBDEBUG')
        logging.addLevelName(SUBWARNING, 'SUBWARNING')
        _logger = logger
    return _logger


def log_to_stderr(level=None):
    """Let the package's logger write to standard error, and return it."""
    global _log_to_stderr
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DEFAULT_LOGGING_FORMAT))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return logger


def get_temp_dir():
    """Return a directory for this process that is removed at its end."""
    config = process.current_process()._config
    directory = config.get('tempdir')
    if directory is None:
        import shutil
        import tempfile
        directory = tempfile.mkdtemp(prefix='pymp-')
        Finalize(None, shutil.rmtree, args=(directory, True), exitpriority=-100)
        config['tempdir'] = directory
    return directory


# Java's Unix sockets have no abstract addresses.
abstract_sockets_supported = False


def is_abstract_socket_namespace(address):
    """Whether the address of a Unix socket is one that is not in the file system."""
    if not address:
        return False
    if isinstance(address, bytes):
        return address[:1] == b'\0'
    if isinstance(address, (str, type(u''))):
        return address[0] == '\0'
    raise TypeError('address type of %r unrecognized' % (address,))


# Always empty.
_afterfork_registry = {}


def register_after_fork(obj, func):
    """Accept a function to call in a forked child. Nothing is ever forked inside the JVM."""


_finalizer_registry = {}
# Numbers, one after the other, for threads too.
counter = getattr(_jmp_host, 'counter', itertools.count)
_finalizer_counter = counter()


class Finalize(object):
    """Calls a function once: when an object is collected, when this is called, or, with a priority, at exit."""

    def __init__(self, obj, callback, args=(), kwargs=None, exitpriority=None):
        if exitpriority is not None and not isinstance(exitpriority, int):
            raise TypeError('Exitpriority ({0!r}) must be None or int, not {1!s}'.format(exitpriority, type(exitpriority)))
        if obj is not None:
            self._weakref = _ref(obj, self)
        elif exitpriority is None:
            raise ValueError('Without object, exitpriority cannot be None')
        else:
            self._weakref = None
        self._callback = callback
        self._args = args
        self._kwargs = kwargs or {}
        self._key = (exitpriority, next(_finalizer_counter))
        _finalizer_registry[self._key] = self

    def __call__(self, wr=None):
        """Call the function, unless that was done or cancelled before."""
        if _finalizer_registry.pop(self._key, None) is None:
            return None
        callback, args, kwargs = self._callback, self._args, self._kwargs
        self._weakref = self._callback = self._args = self._kwargs = None
        return callback(*args, **kwargs)

    def cancel(self):
        """Never call the function."""
        if _finalizer_registry.pop(self._key, None) is not None:
            self._weakref = self._callback = self._args = self._kwargs = None

    def still_active(self):
        """Whether the function may still be called."""
        return self._key in _finalizer_registry

    def __repr__(self):
        callback = getattr(self, '_callback', None)
        if callback is None:
            return '<%s object, dead>' % type(self).__name__
        parts = '<%s object, callback=%s' % (type(self).__name__, getattr(callback, '__name__', callback))
        if self._args:
            parts += ', args=' + str(self._args)
        if self._kwargs:
            parts += ', kwargs=' + str(self._kwargs)
        if self._key[0] is not None:
            parts += ', exitpriority=' + str(self._key[0])
        return parts + '>'


def _run_finalizers(minpriority=None):
    """Call the finalizers that have an exit priority (of at least `minpriority`), the highest first."""
    while True:
        keys = [key for key in list(_finalizer_registry)
                if key[0] is not None and (minpriority is None or key[0] >= minpriority)]
        if not keys:
            break
        for key in sorted(keys, reverse=True):
            finalizer = _finalizer_registry.get(key)
            if finalizer is not None:
                try:
                    finalizer()
                except Exception:
                    import traceback
                    traceback.print_exc()
    if minpriority is None:
        _finalizer_registry.clear()


_exiting = False


def is_exiting():
    """Whether the process is shutting down."""
    return _exiting


def _exit_function():
    """What a process does at its end: daemonic children are terminated, the others are joined."""
    global _exiting
    if _exiting:
        return
    _exiting = True
    info('process shutting down')
    debug('running all "atexit" finalizers with priority >= 0')
    _run_finalizers(0)
    for child in process.active_children():
        if child.daemon:
            info('calling terminate() for daemon %s', child.name)
            child._popen.terminate()
    for child in process.active_children():
        info('calling join() for process %s', child.name)
        child.join()
    debug('running the remaining "atexit" finalizers')
    _run_finalizers()


atexit.register(_exit_function)


try:
    from _thread import _local, allocate_lock as _allocate_lock
except ImportError:
    from threading import Lock as _allocate_lock, local as _local


class ForkAwareThreadLock(object):
    """A lock of threads."""

    def __init__(self):
        self._lock = _allocate_lock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)


class ForkAwareLocal(_local):
    """Data of each thread."""

    def __reduce__(self):
        return type(self), ()


def close_all_fds_except(fds):
    """Do nothing: processes inside the JVM do not inherit file descriptors."""


def _cleanup_tests():
    """What tests call at their end. There is no server process to stop."""
    import gc
    gc.collect()
