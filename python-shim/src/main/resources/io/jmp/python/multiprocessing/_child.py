"""A process from its first moment to its last, as its host runs it."""
import marshal
import os
import sys

import _jmp_host
from . import context, popen_context, process, spawn, util
from . import connection, queues, synchronize
from ._kernel import kernel
from . import _parcel
from ._parcel import loads


class _LateMain(object):
    """The main module of a process that seemed to need nothing of it: a worker of a pool, for instance, before it has seen a task."""

    def __init__(self):
        from _thread import RLock
        self._lock = RLock()
        self._is_running = False
        self._error = None

    def run(self):
        """Run the module, once. Raises what it has raised, each time."""
        with self._lock:
            if self._is_running or not _parcel.late_main:
                return
            if self._error is None:
                self._try()
            if self._error is not None:
                raise self._error

    def _try(self):
        current = process.current_process()
        # As at the beginning of a process: the program may start none, and gets the error that says why.
        self._is_running = current._inheriting = True
        daemon = current._config.pop('daemon', None)
        try:
            _jmp_host.run_main()
            del _parcel.late_main[:]
        except BaseException as e:
            self._error = e
        finally:
            self._is_running = current._inheriting = False
            if daemon is not None:
                current._config['daemon'] = daemon


class Child(object):
    """What the host calls, in this order: the constructor, `main_module`, what that asks for, `run`.

    Until `main_module`, the interpreter is no process, and nobody can end it: the constructor runs nothing of the user's.
    """

    def __init__(self, preparation=None):
        self._preparation = None if preparation is None else marshal.loads(_jmp_host.data(preparation))

    @staticmethod
    def _from_java(request):
        """What a child is told, where a Java program started it: to call a function of its main module."""
        preparation = spawn.get_preparation_data(process._current_process._name)
        preparation.update(request)
        return preparation

    def _prepare(self):
        preparation, current = self._preparation, process._current_process
        current._config['authkey'] = process.AuthenticationString(preparation['authkey'])
        current._inheriting = True
        spawn.prepare(preparation)
        main = sys.modules['__main__']
        main.__name__ = '__mp_main__'
        if preparation['main_path'] is not None:
            main.__file__ = preparation['main_path']
        sys.modules['__mp_main__'] = main

    def main_module(self, program):
        """Become what the program says; return the name of the module that is to become `__mp_main__`.

        That is '' if it is the program's source, and None for none. The program is the process object, or all that a child is told.
        """
        self._program = program
        handle = kernel.processes.current()
        self._parent = kernel.processes.parent(handle)
        _jmp_host.set_pids(kernel.processes.pid(handle), kernel.processes.pid(self._parent))
        process._current_process._name = kernel.processes.name(handle)
        preparation = self._preparation
        if preparation is None:
            preparation = loads(program)
            if 'function' in preparation:
                preparation = self._from_java(preparation)
                _jmp_host.on_uncaught = _tell_java
            self._preparation = preparation
        self._prepare()
        name = preparation['main_name']
        if name is None:
            # A program without a file (-c, standard input) has no guard: it runs again only if something of it is needed.
            needed = 'function' in preparation or b'_main__' in _jmp_host.data(program)    # or b'__mp_main__'
            if self._preparation['main_path'] is None and not needed:
                if hasattr(_jmp_host, 'run_main'):
                    _parcel.late_main.append(_LateMain().run)
                return None
            return ''
        # As in CPython, the `__main__` of a package is never imported: it has no guard.
        return None if name == '__main__' or name.endswith('.__main__') else name

    def run(self):
        self._preparation, preparation = None, self._preparation
        _preload_imports()
        if 'function' in preparation:
            process_obj = _JavaProcess(name=preparation['name'], args=preparation['args'])
            process_obj.function = preparation['function']
        else:
            process_obj = loads(self._program, preparation.get('process'))
        self._program = None
        process._become(process_obj, preparation['parent_name'], self._parent)
        return process_obj._bootstrap()


def _tell_java(kind, error, where):
    """What ends the process, for the Java program that started it."""
    import traceback
    from ._java import failure
    kernel.processes.failed(*failure(error, ''.join(traceback.format_exception(kind, error, where))))


class _JavaProcess(process.BaseProcess):
    """A process that a Java program started."""

    def run(self):
        from ._java import resolve
        resolve(self.function)(*self._args)

    def _report(self, error, traceback):
        from ._java import failure
        kernel.processes.failed(*failure(error, traceback))
        super(_JavaProcess, self)._report(error, traceback)


def _preload_imports():
    """Let later processes begin with the modules of the standard library that this one's main module has imported."""
    new = set(sys.modules).difference(_jmp_host.modules_at_boot)
    new.discard('__mp_main__')
    if not new:
        return
    library = os.path.dirname(os.__file__)
    modules = []
    for name in [name for name in list(sys.modules) if name in new]:
        file = getattr(sys.modules[name], '__file__', None)
        # A user's own file may have the name of a module of the library.
        if file is None or file.startswith(library):
            modules.append(name)
    if modules:
        kernel.processes.preload(' '.join(modules))
