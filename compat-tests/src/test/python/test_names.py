"""The public names of the package and the signatures of what they stand for, compared with CPython's sources.

The sources are those of the standard library of the Python that runs the tests; nothing of them is executed.
"""
import ast
import importlib
import inspect
import os

from helpers import on_jmp, pytest

MODULES = ['', 'connection', 'context', 'dummy', 'heap', 'managers', 'pool', 'process', 'queues', 'reduction', 'resource_tracker', 'shared_memory',
           'sharedctypes', 'spawn', 'synchronize', 'util']

# Each with the reason why the package does not have it.
MISSING = {
    'reduction.send_handle': 'there are no file descriptors to be sent',
    'reduction.recv_handle': 'there are no file descriptors to be sent',
    'reduction.DupFd': 'there are no file descriptors to be sent',
    'reduction.sendfds': 'there are no file descriptors to be sent',
    'reduction.recvfds': 'there are no file descriptors to be sent',
    'spawn._main': 'a child gets what it needs from the JVM, not from a file descriptor',
    'spawn.get_command_line': 'an interpreter inside the JVM has no command line',
}

# Parameters that the package has as in a later Python.
LATER = {'SharedMemory.__init__': 'track'}

# Signatures that are CPython's own business.
INTERNAL = {'BaseProxy.__init__', 'Token.__init__', 'Finalize.__call__', 'ForkAwareLocal.__init__', 'ForkingPickler.__init__'}

# Methods that are called, and hooks that are overridden, by programs; others that begin with an underscore are CPython's own.
SPECIAL = ('__init__', '__enter__', '__exit__', '__call__', '__iter__', '__next__', '__len__', '__getitem__', '__setitem__')


def source_of(module):
    directory = os.path.join(os.path.dirname(os.__file__), 'multiprocessing')
    for path in (os.path.join(directory, module, '__init__.py'), os.path.join(directory, module + '.py')):
        if os.path.exists(path):
            with open(path) as file:
                return ast.parse(file.read())


def public_names(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', None) == '__all__' and isinstance(node.value, ast.List):
            return [ast.literal_eval(element) for element in node.value.elts]
    return []


def definitions(tree):
    return {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def parameters(function):
    """Names of the parameters, how many can be left out, and whether more are taken by position and by name.

    One source for Python 2 and 3 has no parameters that can only be named: these may follow the others, or hide in `**kwds`.
    """
    arguments = function.args
    names = [a.arg for a in arguments.posonlyargs + arguments.args if a.arg not in ('self', 'cls')]
    named = [a.arg for a in arguments.kwonlyargs]
    variadic = bool(arguments.vararg), bool(arguments.kwarg)
    yield (names, len(arguments.defaults)) + variadic
    if named:
        yield (names + named, len(arguments.defaults) + len(named)) + variadic
        yield names, len(arguments.defaults), variadic[0], True


def parameters_of(function):
    signature = list(inspect.signature(function).parameters.values())
    positional = [p for p in signature if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.name not in ('self', 'cls')]
    return ([p.name for p in positional], sum(p.default is not p.empty for p in positional),
            any(p.kind is p.VAR_POSITIONAL for p in signature), any(p.kind is p.VAR_KEYWORD for p in signature))


def module_of(name):
    return importlib.import_module('multiprocessing' + (name and '.' + name))


@pytest.mark.parametrize('name', MODULES)
def test_public_names(name):
    module = module_of(name)
    if name == '':
        from multiprocessing import context
        names = [n for n in dir(context.DefaultContext) if not n.startswith('_')] if not on_jmp else CONTEXT_NAMES
    else:
        names = public_names(source_of(name))
    missing = [n for n in names if not hasattr(module, n) and '%s.%s' % (name, n) not in MISSING]
    assert not missing


CONTEXT_NAMES = [
    'Array', 'AuthenticationError', 'Barrier', 'BoundedSemaphore', 'BufferTooShort', 'Condition', 'Event', 'JoinableQueue', 'Lock',
    'Manager', 'Pipe', 'Pool', 'Process', 'ProcessError', 'Queue', 'RLock', 'RawArray', 'RawValue', 'Semaphore', 'SimpleQueue',
    'TimeoutError', 'Value', 'active_children', 'allow_connection_pickling', 'cpu_count', 'current_process', 'freeze_support',
    'get_all_start_methods', 'get_context', 'get_logger', 'get_start_method', 'log_to_stderr', 'parent_process', 'reducer',
    'set_executable', 'set_forkserver_preload', 'set_start_method']


@pytest.mark.parametrize('name', MODULES[1:])
def test_signatures(name):
    module = module_of(name)
    tree = source_of(name)
    defined = definitions(tree)
    different = []
    for public in set(public_names(tree)) & set(defined):
        ours, node = getattr(module, public, None), defined[public]
        if ours is None:
            continue
        if isinstance(node, ast.FunctionDef):
            compare(different, public, ours, node)
        elif inspect.isclass(ours):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and (not method.name.startswith('_') or method.name in SPECIAL):
                    mine = getattr(ours, method.name, None)
                    if any(getattr(d, 'id', None) == 'property' or getattr(d, 'attr', None) == 'setter' for d in method.decorator_list):
                        if mine is None:
                            different.append('%s.%s is missing' % (public, method.name))
                    else:
                        compare(different, '%s.%s' % (public, method.name), mine, method)
    assert not different


def compare(different, name, ours, node):
    if ours is None:
        different.append('%s is missing' % name)
        return
    try:
        mine = parameters_of(ours)
    except (TypeError, ValueError):
        return  # a function without a signature
    theirs = list(parameters(node))
    later = LATER.get(name)
    if later in mine[0] and later not in theirs[0][0]:
        mine = ([n for n in mine[0] if n != later], mine[1] - 1) + mine[2:]
    if mine not in theirs and name not in INTERNAL:
        different.append('%s%r, not %r' % (name, mine, theirs[0]))
