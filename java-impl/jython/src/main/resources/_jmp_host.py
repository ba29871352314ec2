"""The host of the package `multiprocessing` on Jython: what it gets from Java, and what Java calls."""
import os
import sys
import time as _time
from cPickle import loads as _loads

from java.lang import Object as _Object
from java.util.concurrent.atomic import AtomicLong as _AtomicLong
from org.python.core import Py as _Py

# Not by import: for Python, `io` is a module of the library. This way the jar may also be on `sys.path`.
_attachment = _Py.findClass('io.jmp.jython.Attachment')
if _attachment is None:
    raise ImportError('the jar of jmp for Jython is neither on the class path nor on sys.path')
kernel, _host = _attachment.attach()

_PRINT_FUNCTION = 0x10000

# The bytes of a parcel.
data = str
pickle_protocol = 2
struct_is_native = False
cpu_count = _host.processors
_dumps_object, _translate = _host.dumps(), _host.translate()


def counter(start=0):
    """An `itertools.count` that threads may use at once; Jython's own gives a number twice."""
    return iter(_AtomicLong(start).getAndIncrement, None)


def threads():
    """How many threads of Python run beside the main one; what jmp runs in threads does not count."""
    threading = sys.modules.get('threading')
    return 0 if threading is None else sum(
        isinstance(t, threading.Thread) and not isinstance(t, threading._MainThread) and t.isAlive() for t in threading.enumerate())


def dumps(obj, protocol):
    """Pickle by protocol 2, for readers of Python 3 too."""
    return _dumps_object(obj)


def loads(data):
    """Rebuild the object of a pickle, of CPython 3 too."""
    if data[:1] == b'\x80' and data[1:2] > b'\x02':
        translated = _translate(data)
        if translated is None:
            from multiprocessing import _pickle3
            return _pickle3.loads(data)
        data = translated
    return _loads(data)


# Shared memory as a view of numbers with a type code.
memory_view = _host.view


def compile_source(source, name):
    """Compile a program that a Java program gives, by the rule for main modules: prints that are all calls are those of Python 3."""
    try:
        return compile(source, name, 'exec', _PRINT_FUNCTION, True)
    except SyntaxError:
        return compile(source, name, 'exec', 0, True)


def use_main_of(function):
    """Nothing: Jython does not keep the source of what an embedder executes."""


use_main = _host.useMain


# What Jython has as `os.environ` is the same for all interpreters.
if not _host.isMain():
    os.environ = dict(os.environ)
environ_at_boot = dict(os.environ)
modules_at_boot = frozenset()


class _SignalFinder(object):
    """Imports the module `signal` with the functions of `_jmp_signals`."""

    def find_module(self, name, path=None):
        return self if name == 'signal' and path is None else None

    def load_module(self, name):
        sys.meta_path.remove(self)
        import _jmp_signals
        return sys.modules[name]


def _kill_here(pid, number):
    """Send a signal to a process inside the JVM; returns whether there is one with this pid."""
    signals = sys.modules.get('_jmp_signals')
    return kernel.processes.signal(pid, int(number)) if signals is None else signals.kill(pid, number)


def _replace_time():
    """Give this interpreter a module `time` of its own; Jython's is a class of Java, the same for all. Its `sleep` cannot be signalled."""
    module = sys.modules['time'] = type(os)('time', _time.__doc__)
    names = set(dir(_time)).difference(dir(_Object), ('__name__', 'classDictInit', 'parseTimeDoubleArg', 'locale_asctime'))
    module.__dict__.update((name, getattr(_time, name)) for name in names)

    def sleep(seconds):
        """Delay execution for a given number of seconds. The argument may be a floating point number for subsecond precision."""
        if seconds < 0 and seconds is not None:
            raise ValueError('sleep length must be non-negative')
        _host.sleep(seconds)

    sleep.__module__ = 'time'
    module.sleep = sleep


def set_pids(pid, parent_pid):
    """Let the module `os` tell the numbers of the process."""
    # Not the module `posix`: it is a class of Java, the same for all interpreters.
    def getpid():
        """Return the current process id."""
        return pid

    def getppid():
        """Return the parent's process id."""
        return parent_pid

    for function in getpid, getppid:
        function.__module__ = 'os'
        setattr(os, function.__name__, function)


def _exception(name, message, errno, filename):
    """The exception that the kernel names."""
    from multiprocessing import _python2
    return _python2.exception(name, message, errno, filename)


def _replace_functions(exit):
    """Let functions of the host know the processes inside the JVM."""
    kill = getattr(os, 'kill', None)

    def _exit(status=0):
        """Exit with the given status, without calling cleanup handlers or flushing stdio buffers."""
        exit(status)

    def _kill(pid, number):
        """Kill a process with a signal."""
        # Processes inside the JVM have numbers that the system gives to nobody.
        if not _kill_here(pid, number):
            kill(pid, number)

    if not _host.isMain():
        os._exit = _exit
    else:
        # By these names, they can be sent to children, which have others.
        set_pids(os.getpid(), _host.parentPid())
    for function, name in (_exit, '_exit'), (_kill, 'kill'):
        function.__module__, function.__name__ = 'os', name
    if kill is not None:
        os.kill = _kill


# --- what Java calls ------------------------------------------------------------------------------------------------------------

def prepare_main(file):
    """Make `__main__` and `sys.path` what they are for a program started by a command."""
    if file is not None:
        sys.modules['__main__'].__file__ = file
    sys.path.insert(0, '' if file is None else os.path.dirname(os.path.abspath(file)))


def run_module(name, run_name):
    import runpy
    if run_name == '__main__':
        runpy._run_module_as_main(name)
    else:
        main = sys.modules['__main__']
        main.__dict__.update(runpy.run_module(name, run_name=run_name, alter_sys=True))


def _wait_for_threads():
    """Let threads that a process's main thread makes be no daemons. Jython takes that from the thread of Java, which is one."""
    import threading
    create = threading.Thread._create_thread

    def _create_thread(self):
        thread = create(self)
        if _host.inMainThread():
            thread.setDaemon(False)
        return thread

    threading.Thread._create_thread = _create_thread


def get_ready(modules):
    """Import what every process needs, and what this program's processes import first: this interpreter is a spare."""
    global modules_at_boot
    import multiprocessing._child
    _wait_for_threads()
    for name in modules.split():
        try:
            __import__(name)
        except Exception:
            pass    # the process that needs it is going to get the error
    modules_at_boot = frozenset(sys.modules)


def child(*preparation):
    from multiprocessing import _child
    return _child.Child(*preparation)


def on_uncaught(*exception):
    """What a process does with an exception that nobody caught, before it is printed."""


def report(type, exception, traceback):
    """Print an exception that nobody caught; returns the exit status that it makes."""
    if isinstance(exception, SystemExit):
        if exception.code is None:
            return 0
        if isinstance(exception.code, (int, long)):
            return exception.code & 0xff
        sys.stderr.write('%s\n' % (exception.code,))
        return 1
    sys.last_type = type
    on_uncaught(type, exception, traceback)
    sys.excepthook(type, exception, traceback)
    return 1


def ended_by_interrupt():
    """Whether the last uncaught exception was a KeyboardInterrupt."""
    return getattr(sys, 'last_type', None) is KeyboardInterrupt


def finish():
    """What Python does at exit, in its order: threads, exit functions, streams."""
    threading = sys.modules.get('threading')
    if threading is not None:
        for thread in threading.enumerate():
            if thread is not threading.currentThread() and not thread.isDaemon():
                thread.join()
    exitfunc = getattr(sys, 'exitfunc', None)
    if exitfunc is not None:
        try:
            exitfunc()
        except BaseException:
            # Printed already; it has no influence on the exit status.
            pass
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError, IOError):
            pass


_host.takeExceptions(_exception)
_replace_functions(kernel.processes.exit)
_replace_time()
if 'signal' in sys.modules:
    import _jmp_signals     # a program that runs already
else:
    sys.meta_path.insert(0, _SignalFinder())
