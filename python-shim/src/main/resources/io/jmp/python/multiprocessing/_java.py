"""What a Java program asks of its processes: to call functions by name, and to answer so that Java understands it."""
import sys

import _jmp_host
from ._parcel import dumps as _dumps, loads as _loads, shared as _shared

# How many pieces of source a worker keeps compiled.
_MOST_SOURCES = 64

_sources = {}


def resolve(name, source=None):
    """Return a function: 'module:function', or the name of one that `source` defines, or the main module if that is None."""
    module, _, path = name.rpartition(':')
    if source is not None:
        value = _module_of(source)
    elif module:
        __import__(module)
        value = sys.modules[module]
    else:
        value = sys.modules.get('__mp_main__') or sys.modules['__main__']
    for attribute in path.split('.'):
        value = getattr(value, attribute)
    return value


def _module_of(source):
    """The module that a piece of source makes; it is in `sys.modules`, so that its classes can be pickled."""
    module = _sources.get(source)
    if module is None:
        name = '_jmp_source_%d' % len(_sources)
        if len(_sources) == _MOST_SOURCES:
            oldest = next(iter(_sources))
            name = _sources.pop(oldest).__name__
        module = type(sys.modules[__name__])(name)
        sys.modules[name] = module
        exec(_jmp_host.compile_source(source, '<%s>' % name), module.__dict__)
        _sources[source] = module
    return module


def failure(error, traceback_text=None):
    """The name of the type of an exception, its text, and its traceback."""
    kind = type(error)
    name = getattr(kind, '__qualname__', kind.__name__)
    module = kind.__module__
    if module not in ('builtins', 'exceptions'):
        program = module == '__mp_main__' or module.startswith('_jmp_source_')
        name = '%s.%s' % ('__main__' if program else module, name)
    if traceback_text is None:
        import traceback
        traceback_text = ''.join(traceback.format_exception(kind, error, sys.exc_info()[2]))
    try:
        text = str(error)
    except Exception:
        text = '<exception str() failed>'
    return name, text, traceback_text


class Transport(object):
    """Tasks from Java, and results for it."""

    dumps = staticmethod(_dumps)

    @staticmethod
    def loads(parcel):
        name, args, source = _loads(parcel)
        return resolve(name, source), args, {}, 0

    @staticmethod
    def wrap(error):
        return failure(error)

    @staticmethod
    def unsendable(error, result):
        return failure(error)

    @staticmethod
    def too_long(error, succeeded, result):
        name, text, _ = failure(error, '') if succeeded else result
        return name, text[:200], ''


def worker(pool):
    """The main function of a worker of a pool that belongs to a Java program."""
    from ._pool_worker import _pools, _work
    _work(pool, _pools.begin(pool), Transport, None)


def manager(server):
    """The main function of a manager that a Java program started."""
    from .managers import SyncManager, _Handle, _serve
    _serve(_Handle(server), SyncManager._registry, None, ())


def _rebuild(index):
    return _shared(index)


def _rebuild_dict(index):
    return _proxy('dict', index)


def _rebuild_list(index):
    return _proxy('list', index)


def _proxy(typeid, index):
    """The proxy of a managed object that a Java program made."""
    from .managers import SyncManager
    from ._proxies import LocalToken
    _, exposed, _, proxy_type = SyncManager._registry[typeid]
    return proxy_type(LocalToken(typeid, _shared(index), ''), exposed=exposed)
