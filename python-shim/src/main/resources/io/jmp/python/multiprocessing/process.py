"""Processes."""
import os
import sys
from _weakref import ref as _ref

from ._kernel import kernel

__all__ = ['BaseProcess', 'current_process', 'active_children', 'parent_process']

_processes = kernel.processes
_join, _exit_code = _processes.join, _processes.exitCode


def current_process():
    """Return the process object of the calling process."""
    return _current_process


def parent_process():
    """Return the process object of the parent process; None in the main process."""
    return _parent_process


def active_children():
    """Return the list of all children that are alive. Joins those that have finished."""
    _cleanup()
    return list(_children)


def _cleanup():
    for process in list(_children):
        if process._popen is not None and process._popen.poll() is not None:
            _children.discard(process)


class BaseProcess(object):
    """An activity in an interpreter of its own; the API of `threading.Thread`, and more."""
    _start_method = None

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, daemon=None):
        assert group is None, 'group argument must be None for now'
        global _process_counter
        _process_counter += 1
        self._identity = _current_process._identity + (_process_counter,)
        self._config = _current_process._config.copy()
        self._parent_pid = os.getpid()
        self._parent_name = _current_process.name
        self._popen = None
        self._closed = False
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        self._name = name or type(self).__name__ + '-' + ':'.join(str(i) for i in self._identity)
        if daemon is not None:
            self.daemon = daemon
        _dangling.append(self)

    def _check_closed(self):
        if self._closed:
            raise ValueError('process object is closed')

    def run(self):
        """What the process does; the default calls the target. Subclasses may override it."""
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        """Start the process. At most once; raises what pickling raises if an argument cannot be pickled."""
        self._check_closed()
        assert self._popen is None, 'cannot start a process twice'
        assert self._parent_pid == os.getpid(), 'can only start a process object created by current process'
        assert not _current_process._config.get('daemon'), 'daemonic processes are not allowed to have children'
        _cleanup()
        self._popen = self._Popen(self)
        # The target may hold what the child alone should keep alive.
        del self._target, self._args, self._kwargs
        _children.add(self)

    def terminate(self):
        """End the process; its exit code will be -15. Exit handlers and finally clauses do not run."""
        self._check_closed()
        self._popen.terminate()

    def kill(self):
        """End the process; its exit code will be -9."""
        self._check_closed()
        self._popen.kill()

    def join(self, timeout=None):
        """Wait until the process ends, or for `timeout` seconds."""
        self._check_closed()
        assert self._parent_pid == os.getpid(), 'can only join a child process'
        assert self._popen is not None, 'can only join a started process'
        if self._popen.wait(timeout) is not None:
            _children.discard(self)

    def is_alive(self):
        """Whether the process is running."""
        self._check_closed()
        if self is _current_process:
            return True
        assert self._parent_pid == os.getpid(), 'can only test a child process'
        if self._popen is None:
            return False
        if self._popen.poll() is None:
            return True
        _children.discard(self)
        return False

    def close(self):
        """Let the process object's resources go. Raises `ValueError` if the process is still running."""
        if self._popen is not None:
            if self._popen.poll() is None:
                raise ValueError('Cannot close a process while it is still running. '
                                 'You should first call join() or terminate().')
            self._popen = None
            _children.discard(self)
        self._closed = True

    @property
    def name(self):
        """The name, which is for people only."""
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), 'name must be a string'
        self._name = name

    @property
    def daemon(self):
        """Whether the process is terminated when its parent ends. Can be set before the start only."""
        return self._config.get('daemon', False)

    @daemon.setter
    def daemon(self, daemonic):
        assert self._popen is None, 'process has already started'
        self._config['daemon'] = daemonic

    @property
    def authkey(self):
        """The key by which processes know each other; children inherit it."""
        return _authkey(self._config)

    @authkey.setter
    def authkey(self, authkey):
        self._config['authkey'] = AuthenticationString(authkey)

    @property
    def exitcode(self):
        """The exit code; None while the process has not ended; the negative signal number if it was terminated."""
        self._check_closed()
        if self is _current_process or self._popen is None:
            return None
        return self._popen.poll()

    @property
    def ident(self):
        """The process id; None before the start."""
        self._check_closed()
        if self is _current_process:
            return os.getpid()
        return self._popen and self._popen.pid

    pid = ident

    @property
    def sentinel(self):
        """A number for `connection.wait` that becomes ready when the process ends."""
        self._check_closed()
        try:
            return self._popen.sentinel
        except AttributeError:
            raise ValueError('process not started')

    def __repr__(self):
        exitcode = None
        if self is _current_process:
            status = 'started'
        elif self._closed:
            status = 'closed'
        elif self._parent_pid != os.getpid():
            status = 'unknown'
        elif self._popen is None:
            status = 'initial'
        else:
            exitcode = self._popen.poll()
            status = 'started' if exitcode is None else 'stopped'
        info = [type(self).__name__, 'name=%r' % self._name]
        if self._popen is not None:
            info.append('pid=%s' % self._popen.pid)
        info.append('parent=%s' % self._parent_pid)
        info.append(status)
        if exitcode is not None:
            info.append('exitcode=%s' % _exitcode_to_name.get(exitcode, exitcode))
        if self.daemon:
            info.append('daemon')
        return '<%s>' % ' '.join(info)

    def _bootstrap(self):
        """Run in the child from start to end; return the exit code."""
        from . import context, util
        exitcode = 1
        try:
            if self._start_method is not None:
                context._default_context.set_start_method(self._start_method, force=True)
            try:
                util.info('child process calling self.run()')
                self.run()
                exitcode = 0
            finally:
                util._exit_function()
        except SystemExit as e:
            if e.code is None:
                exitcode = 0
            elif isinstance(e.code, int):
                exitcode = e.code & 0xff
            else:
                sys.stderr.write(str(e.code) + '\n')
        except:
            import traceback
            self._report(sys.exc_info()[1], traceback.format_exc())
        util.info('process exiting with exitcode %d', exitcode)
        return exitcode

    def _report(self, error, traceback):
        # In one piece, so that the reports of two children do not mix.
        sys.stderr.write('Process %s:\n%s' % (self.name, traceback))


class AuthenticationString(bytes):
    """An authentication key, which is pickled only for a process that is being started."""

    def __reduce__(self):
        from .context import get_spawning_popen
        if get_spawning_popen() is None:
            raise TypeError('Pickling an AuthenticationString object is disallowed for security reasons')
        return AuthenticationString, (bytes(self),)


def _authkey(config):
    """The key of a configuration, made when it is first needed."""
    key = config.get('authkey')
    if key is None:
        key = _main_config.get('authkey')
        if key is None:
            key = _main_config['authkey'] = AuthenticationString(os.urandom(32))
        config['authkey'] = key
    return key


class _ParentProcess(BaseProcess):
    """The parent, as its child sees it."""

    def __init__(self, name, handle):
        self._identity = ()
        self._name = name
        self._handle = handle
        self._pid = _processes.pid(handle)
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._config = {}

    def is_alive(self):
        """Whether the parent is running."""
        return _exit_code(self._handle) is None

    @property
    def ident(self):
        """The parent's process id."""
        return self._pid

    pid = ident

    @property
    def sentinel(self):
        """A number for `connection.wait` that becomes ready when the parent ends."""
        from .popen_context import Sentinel
        return Sentinel(self._handle)

    def join(self, timeout=None):
        """Wait until the parent ends, or for `timeout` seconds."""
        _join(self._handle, -1.0 if timeout is None else max(0.0, float(timeout)))


class _MainProcess(BaseProcess):
    """The process that was not started by this package."""

    def __init__(self):
        self._identity = ()
        self._name = 'MainProcess'
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._config = _main_config

    def close(self):
        pass


# What every process inherits: the authentication key, once it is known, and the prefix of semaphores' names.
_main_config = {'semprefix': '/mp'}

_parent_process = None
_current_process = _MainProcess()
_process_counter = 0
_children = set()


class _Dangling(object):
    """The process objects that exist, for tests that look for left-overs."""

    def __init__(self):
        self._refs = []
        self._limit = 64

    def append(self, process):
        refs = self._refs
        if len(refs) >= self._limit:
            refs = self._refs = [r for r in refs if r() is not None]
            self._limit = max(64, 2 * len(refs))
        refs.append(_ref(process))

    def copy(self):
        copy = _Dangling()
        copy._refs = list(self._refs)
        return copy

    def __iter__(self):
        return iter([p for p in (r() for r in self._refs) if p is not None])


_dangling = _Dangling()
_exitcode_to_name = {-15: '-SIGTERM', -9: '-SIGKILL', -2: '-SIGINT'}


def _become(process, parent_name, parent_handle):
    """The interpreter is `process` from now on."""
    global _current_process, _parent_process, _children, _process_counter
    _current_process = process
    _process_counter = 0
    _children = set()
    _parent_process = _ParentProcess(parent_name, parent_handle)
