"""What a child needs to know of its parent before it can begin."""
import os
import sys

import _jmp_host
from . import process

__all__ = ['get_executable', 'set_executable', 'get_preparation_data', 'import_main_path', 'freeze_support']

WINEXE = False
WINSERVICE = False

_executable = None

# None where the interpreter may not know the directory: the host's own way, where its `os.getcwd` fails for good then.
_getcwd = getattr(_jmp_host, 'getcwd', os.getcwd)

# The main module's name, in a child of a program that was started by name.
_main_name = None


def set_executable(exe):
    """Accept the path of an interpreter. Processes inside the JVM do not use it."""
    global _executable
    _executable = None if exe is None else os.fsencode(exe)


def get_executable():
    """Return the path that was set."""
    return _executable


def is_forking(argv):
    """Whether a command line is that of a child: never, inside the JVM."""
    return False


def freeze_support():
    """Do nothing: there are no frozen executables here."""


def get_preparation_data(name):
    """Return what a child is told before its main module is imported."""
    _check_not_importing_main()
    from . import context, util
    current = process.current_process()
    process._authkey(current._config)
    data = {
        'name': name,
        'parent_name': current.name,
        'authkey': current.authkey,
        'sys_path': list(sys.path),
        'sys_argv': list(sys.argv),
        'dir': _getcwd(),
        'start_method': context._default_context.get_start_method(allow_none=True),
        'main_path': getattr(sys.modules['__main__'], '__file__', None),
        'main_name': _main_name or getattr(getattr(sys.modules['__main__'], '__spec__', None), 'name', None),
    }
    # Every new interpreter has the environment of the JVM by itself: only a changed one has to travel.
    if getattr(os.environ, '_data', os.environ) != _jmp_host.environ_at_boot:
        data['environ'] = dict(os.environ)
    reduction = sys.modules.get('multiprocessing.reduction')
    if reduction is not None:
        data['functions_by_value'] = reduction.functions_by_value
    if util._logger is not None:
        data['log_level'] = util._logger.getEffectiveLevel()
        data['log_to_stderr'] = util._log_to_stderr
    return data


def prepare(data):
    """Make the calling interpreter what its parent's preparation data say."""
    global _main_name
    from . import context
    _main_name = data['main_name']
    sys.argv = data['sys_argv']
    if sys.path != data['sys_path']:
        sys.path[:] = data['sys_path']
    if data['dir'] is not None and _getcwd() != data['dir']:
        os.chdir(data['dir'])
    environ = data.get('environ')
    if environ is not None:
        for name in set(os.environ) - set(environ):
            del os.environ[name]
        os.environ.update(environ)
    if data['start_method'] is not None:
        context._default_context.set_start_method(data['start_method'], force=True)
    if not data.get('functions_by_value', True):
        from . import reduction
        reduction.functions_by_value = False
    if 'log_level' in data:
        from . import util
        util.get_logger().setLevel(data['log_level'])
        if data['log_to_stderr']:
            util.log_to_stderr()


def import_main_path(main_path):
    """Run a file as the module `__mp_main__`, which becomes the main module. Raises what the file raises."""
    import runpy
    if getattr(sys.modules['__main__'], '__file__', None) == main_path:
        return
    main = type(process)('__mp_main__')
    main.__dict__.update(runpy.run_path(main_path, run_name='__mp_main__'))
    sys.modules['__main__'] = sys.modules['__mp_main__'] = main


def _check_not_importing_main():
    if getattr(process.current_process(), '_inheriting', False):
        raise RuntimeError('''
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.

        To fix this issue, refer to the "Safe importing of main module"
        section in https://docs.python.org/3/library/multiprocessing.html
        ''')
