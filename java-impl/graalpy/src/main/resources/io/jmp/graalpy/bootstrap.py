# Evaluated once in every context, before anything else of jmp. Its last expression is the function `install`.
import sys
import _frozen_importlib
import _frozen_importlib_external as external
import marshal
import posix
import time
import _signal
import _thread


class _Loader(object):
    """Finds and loads the packages of jmp from the memory of the JVM."""

    def __init__(self, host):
        self._packages = frozenset(host.packages())
        self._source = host.source
        self._code = host.code
        self._loads = loads = _code_loader(host.codeCopy())
        _share_compiled(host, host.codeCopy(), loads)

    def _path(self, name):
        path = name.replace('.', '/')
        for candidate in (path + '/__init__.py', path + '.py'):
            if self._source(candidate) is not None:
                return candidate
        return None

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] not in self._packages:
            return None
        found = self._path(name)
        if found is None:
            return None
        spec = _frozen_importlib.ModuleSpec(name, self, origin='<jmp>/' + found)
        spec.has_location = True
        if found.endswith('__init__.py'):
            # The rest of the package comes from the standard library of the host.
            spec.submodule_search_locations = ['<jmp>/' + name] + [
                directory + '/' + name for directory in sys.path if directory.endswith('/lib/python3.12')]
        return spec

    def create_module(self, spec):
        return None

    def get_code(self, name):
        path = self._path(name)
        code = self._code(path)
        if code is not None:
            try:
                return self._loads(bytes(code))
            except (ValueError, EOFError, TypeError):
                pass    # compiled by another version of GraalPy
        return compile(bytes(self._source(path)), '<jmp>/' + path, 'exec', dont_inherit=True)

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def get_source(self, name):
        return bytes(self._source(self._path(name))).decode('utf-8')

    def get_filename(self, name):
        return '<jmp>/' + self._path(name)

    def is_package(self, name):
        return self._path(name).endswith('__init__.py')


def _code_loader(copy):
    """What loads marshalled code: in the copy of the code that this interpreter is to run."""
    loads = marshal.loads
    if copy == 0:
        return loads
    # GraalPy keeps code by a hash of all the bytes; `marshal` reads no further than the code's end.
    suffix = b'%d' % copy

    def load(data):
        return loads(bytes(data) + suffix)

    import __graalpython__
    shared = __graalpython__.load_bytecode_file

    def load_bytecode_file(path, source_path, stat):
        try:
            with external._io.open_code(path) as file:
                data = file.read()
        except OSError:
            return None
        header = external.MAGIC_NUMBER + bytes(4) + external._pack_uint32(int(stat['mtime'])) + external._pack_uint32(stat['size'])
        # Rarely, the header has a hash of the source instead.
        return load(data[16:]) if data.startswith(header) else shared(path, source_path, stat)

    __graalpython__.load_bytecode_file = load_bytecode_file
    return load


def _share_compiled(host, copy, loads):
    """Let modules of the library that have no `.pyc` be compiled by one interpreter for all."""
    compiled, keep = host.compiled, host.keepCompiled

    def compile_once(source, path, mode, *args, **kwds):
        if mode != 'exec' or type(source) is not bytes:
            return compile(source, path, mode, *args, **kwds)
        code = compiled(path, source)
        if code is None:
            made = compile(source + b'\n' * copy, path, mode, *args, **kwds)
            code = keep(path, source, marshal.dumps(made)) if host.isSpare() else None
            if code is None:
                return made
        return loads(bytes(code))

    external.compile = compile_once


def _compile_for_all(host):
    """Compile what processes had to compile each by itself: this interpreter is a spare."""
    while True:
        wanted = host.wanted()
        if _or_none(wanted) is None:
            return
        path, source = wanted[0], bytes(wanted[1])
        try:
            host.keepCompiled(path, source, marshal.dumps(compile(source, path, 'exec', dont_inherit=True)))
        except Exception:
            pass    # the process that imports it is going to get the error


def _raise(name, message, errno, filename):
    """Raise the exception that the kernel names, as CPython would make it."""
    if errno:
        raise OSError(errno, message, filename) if filename else OSError(errno, message)
    module, _, name = name.rpartition('.')
    exception = getattr(__import__(module or 'builtins', fromlist=[name]), name)
    numbers = {'BrokenPipeError': 32, 'ConnectionRefusedError': 111, 'ConnectionResetError': 104, 'FileNotFoundError': 2}
    if name in numbers and not message.startswith('[Errno '):
        raise exception(numbers[name], message)
    if message:
        number, bracket, text = message.partition('] ')
        if bracket and number.startswith('[Errno '):
            raise exception(int(number[7:]), text)
        raise exception(message)
    raise exception()


def _explain_native_modules(hint):
    """Let the error of an import that fails for want of something say what to do."""
    import _imp
    create = _imp.create_dynamic

    def create_dynamic(spec, file=None):
        try:
            return create(spec)
        except (ImportError, SystemError) as e:
            raise ImportError('%s: %s (%s)' % (spec.name, hint, e), name=spec.name)

    _imp.create_dynamic = create_dynamic


class _Signals(object):
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


class _Functions(object):
    """What Java calls."""

    def __init__(self, signals, host):
        self._signals, self._host = signals, host

    def prepare_main(self, file):
        """Make `__main__` and `sys.path` what they are for a program started by a command."""
        self._signals.takes_interrupts = True
        if sys.path[:1] == ['']:
            del sys.path[0]
        if file is not None:
            sys.modules['__main__'].__file__ = file
        if not sys.flags.safe_path:
            sys.path.insert(0, '' if file is None else file.rpartition('/')[0] or '/')

    def run_module(self, name, run_name):
        import runpy
        if run_name == '__main__':
            runpy._run_module_as_main(name)
        else:
            main = sys.modules['__main__']
            main.__dict__.update(runpy.run_module(name, run_name=run_name, alter_sys=True))

    def get_ready(self, modules):
        """Import what every process needs, and what this program's processes import first: this interpreter is a spare."""
        import multiprocessing._child
        for entry in modules.split('\0'):
            # With directories, the program wants it, whatever it does; else two of them do something when they are imported.
            name, *path = entry.split('\n')
            if path:
                sys.path[:] = path
            if path or name.partition('.')[0] in sys.stdlib_module_names and name not in ('this', 'antigravity'):
                try:
                    __import__(name)
                except Exception:
                    pass    # the process that needs it is going to get the error
        sys.modules['_jmp_host'].modules_at_boot = frozenset(sys.modules)
        _compile_for_all(self._host)

    def child(self, *preparation):
        from multiprocessing import _child
        return _child.Child(*preparation)

    def report(self, exception):
        """Print an exception that nobody caught; returns the exit status that it makes."""
        if isinstance(exception, SystemExit):
            if exception.code is None:
                return 0
            if isinstance(exception.code, int):
                return exception.code & 0xff
            sys.stderr.write('%s\n' % (exception.code,))
            return 1
        sys.last_type = type(exception)
        sys.modules['_jmp_host'].on_uncaught(type(exception), exception, exception.__traceback__)
        sys.excepthook(type(exception), exception, exception.__traceback__)
        return 1

    def ended_by_interrupt(self):
        """Whether the last uncaught exception was a KeyboardInterrupt."""
        return getattr(sys, 'last_type', None) is KeyboardInterrupt

    def finish(self):
        """What Python does at exit, in its order: threads, exit functions, streams."""
        threading = sys.modules.get('threading')
        if threading is not None:
            threading._shutdown()
        atexit = sys.modules.get('atexit')
        if atexit is not None:
            try:
                atexit._run_exitfuncs()
            except BaseException:
                # Printed already; as in CPython, it has no influence on the exit status.
                pass
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, ValueError, OSError):
                pass


class _Builtin(object):
    """A function that behaves as a builtin one: it is no method where a class has it, and takes no attributes."""
    __slots__ = '__self__', '__name__', '__qualname__', '_function'
    __module__ = property(lambda self: self.__self__.__name__)
    __doc__ = property(lambda self: self._function.__doc__)
    __wrapped__ = property(lambda self: self._function)     # its signature

    def __init__(self, module, name, function):
        self.__self__, self.__name__, self.__qualname__, self._function = module, name, name, function

    def __call__(self, *args, **kwds):
        return self._function(*args, **kwds)

    def __repr__(self):
        return '<built-in function %s>' % self.__name__

    def __reduce__(self):
        return self.__name__


def _replace_functions(processes, host, signals):
    """Let functions of the host know the processes inside the JVM."""
    exit = processes.exit
    sysconf, kill, sleep, monotonic = posix.sysconf, posix.kill, time.sleep, time.monotonic
    start_thread, may_start_thread = _thread.start_new_thread, host.mayStartThread
    marshal_dumps, exclusively, parent = marshal.dumps, host.exclusively, host.parentPid

    def _dumps(value, version=marshal.version, /):
        """Return the bytes object that would be written to a file by dump(value, file)."""
        # Interpreters share compiled code, and while GraalPy writes one, it changes the compiler's own data of that.
        result = []
        exclusively(lambda: result.append(marshal_dumps(value, version)))
        return result[0]

    def _exit(status):
        """Exit to the system with the given status, without calling cleanup handlers or flushing stdio buffers."""
        # GraalPy's own cannot end a process whose main thread waits inside the kernel.
        exit(status)

    def _getppid():
        """Return the parent's process id."""
        # GraalPy has it on its other backend only.
        return parent()

    def _sysconf(name):
        """Return an integer-valued system configuration variable."""
        # Semaphores are Java objects here: there may be any number. ProcessPoolExecutor asks.
        return -1 if name == 'SC_SEM_NSEMS_MAX' else sysconf(name)

    def _kill(pid, number):
        """Kill a process with a signal."""
        # Processes inside the JVM have numbers that the system gives to nobody.
        if not signals.kill(pid, number):
            kill(pid, number)

    def _start_new_thread(function, args, kwargs={}, /):
        """Start a new thread and return its identifier."""
        # Where the embedder allows no threads, GraalPy's own ends the interpreter.
        result = []
        if not may_start_thread(lambda: result.append(start_thread(function, args, kwargs))):
            raise RuntimeError("can't start new thread: whoever embeds this interpreter has to allow threads")
        return result[0]

    def _sleep(seconds):
        """Delay execution for a given number of seconds. The argument may be a floating point number for subsecond precision."""
        # GraalPy's own goes on until the clock shows a whole second if it gets an int, and cannot be stopped if it gets a float.
        if type(seconds) in (int, float) and seconds > 0:
            seconds = float(seconds)
            end = monotonic() + seconds
            while seconds > 0.1:
                sleep(0.1)
                seconds = end - monotonic()
            seconds = max(0.0, seconds)
        sleep(seconds)

    for module, name, function in (
            (posix, '_exit', _exit), (posix, 'getppid', _getppid), (posix, 'sysconf', _sysconf), (posix, 'kill', _kill),
            (time, 'sleep', _sleep), (marshal, 'dumps', _dumps), (_thread, 'start_new_thread', _start_new_thread)):
        function = _Builtin(module, name, function)
        setattr(module, name, function)
        if module is posix and 'os' in sys.modules:
            setattr(sys.modules['os'], name, function)
    for name in ('signal', 'getsignal', 'raise_signal'):
        setattr(_signal, name, getattr(signals, name))
    _thread.interrupt_main = signals.interrupt_main


def _memory_view(memory, code):
    """Shared memory as a view of numbers with a type code."""
    view = memoryview(memory)
    return view if code == 'B' else view.cast('B').cast(code)


def _run_main(host):
    """Run the main module of this process, which is a program without a file."""
    parts = []
    host.mainModule(parts.append)
    for part in parts:
        part()


def _set_pids(pid, parent_pid=None):
    """Let the module `os` tell the numbers of the process; its parent's as before, if that is None."""
    def getpid():
        """Return the current process id."""
        return pid

    def getppid():
        """Return the parent's process id."""
        return parent_pid

    for function in (getpid, getppid):
        # Pickles name it: a child calls its own.
        function.__module__, function.__qualname__ = posix.__name__, function.__name__
    for module in (posix, sys.modules.get('os', posix)):
        module.getpid = getpid
        if parent_pid is not None:
            module.getppid = getppid


def _or_none(value):
    """Java's null is None only as long as it is not sent on."""
    return None if value is None else value


def install(kernel, take_functions, host):
    signals = _Signals(kernel.processes)
    take_functions(_raise, signals.handle)
    module = type(sys)('_jmp_host')
    module.on_uncaught = lambda *exception: None
    module.kernel = kernel
    module.data = bytes
    module.pickle_protocol = 4
    module.memory_view = _memory_view
    module.struct_is_native = True
    module.set_pids = _set_pids
    module.use_main_of, module.use_main = host.useMainOf, host.useMain
    module.run_main = lambda: _run_main(host)
    module.compile_source = lambda source, name: compile(source, name, 'exec', 0, True)
    module.getcwd = lambda: _or_none(host.permitted(posix.getcwd))
    module.environ_at_boot = dict(posix.environ)
    sys.modules['_jmp_host'] = module
    sys.meta_path.insert(0, _Loader(host))
    hint = host.nativeModulesHint()
    if hint is not None:
        _explain_native_modules(hint)
    _replace_functions(kernel.processes, host, signals)
    if not host.isSpare():
        # GraalPy's own looks into the file system each time.
        _set_pids(kernel.processes.pid(kernel.processes.current()))
    return _Functions(signals, host)


install
