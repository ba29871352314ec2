"""The host of the package `multiprocessing` on Jython: what it gets from Java, and what Java calls."""
import os
import sys

from org.python.core import Py as _Py

# Not by import: for Python, `io` is a module of the library. This way the jar may also be on `sys.path`.
_attachment = _Py.findClass('io.jmp.jython.Attachment')
if _attachment is None:
    raise ImportError('the jar of jmp for Jython is neither on the class path nor on sys.path')
kernel, _host = _attachment.attach()

# The bytes of a parcel.
data = str
pickle_protocol = 2
struct_is_native = False
cpu_count = _host.processors

# Shared memory as a view of numbers with a type code.
memory_view = _host.view


def use_main_of(function):
    """Nothing: Jython does not keep the source of what an embedder executes."""


# What Jython has as `os.environ` is the same for all interpreters.
if not _host.isMain():
    os.environ = dict(os.environ)
environ_at_boot = dict(os.environ)
modules_at_boot = frozenset()


def set_pids(pid, parent_pid):
    """Let the module `os` tell the numbers of the process."""
    # Not the module `posix`: it is a class of Java, the same for all interpreters.
    os.getpid = lambda: pid
    os.getppid = lambda: parent_pid


def _exception(name, message, errno, filename):
    """The exception that the kernel names."""
    from multiprocessing import _python2
    return _python2.exception(name, message, errno, filename)


def _replace_functions(exit, signal):
    """Let functions of the host know the processes inside the JVM."""
    kill = getattr(os, 'kill', None)

    def _exit(status=0):
        """Exit with the given status, without calling cleanup handlers or flushing stdio buffers."""
        exit(status)

    def _kill(pid, number):
        """Kill a process with a signal."""
        # Processes inside the JVM have numbers that the system gives to nobody.
        if not signal(pid, int(number)):
            kill(pid, number)

    if not _host.isMain():
        os._exit = _exit
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


def get_ready(modules):
    """Import what every process needs, and what this program's processes import first: this interpreter is a spare."""
    global modules_at_boot
    import multiprocessing._child
    for name in modules.split():
        try:
            __import__(name)
        except Exception:
            pass    # the process that needs it is going to get the error
    modules_at_boot = frozenset(sys.modules)


def child(parcel):
    from multiprocessing import _child
    return _child.Child(parcel)


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
_replace_functions(kernel.processes.exit, kernel.processes.signal)
