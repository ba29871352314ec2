# Evaluated once in every context, before anything else of jmp. Its last expression is the function `install`.
import sys
import marshal
import posix
import time
import _signal
import _thread


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


class _Functions(object):
    """What Java calls."""

    def __init__(self, signals, loader):
        self._signals, self._loader = signals, loader

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
        self._loader.compile_for_all()

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


def install(kernel, take_functions, host, Loader, Signals):
    signals, loader = Signals(kernel.processes), Loader(host)
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
    sys.meta_path.insert(0, loader)
    hint = host.nativeModulesHint()
    if hint is not None:
        _explain_native_modules(hint)
    _replace_functions(kernel.processes, host, signals)
    if not host.isSpare():
        # GraalPy's own looks into the file system each time.
        _set_pids(kernel.processes.pid(kernel.processes.current()))
    return _Functions(signals, loader)


install
