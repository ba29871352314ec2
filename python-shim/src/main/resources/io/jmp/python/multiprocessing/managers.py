"""Managers: processes that hold objects for others."""
import sys

from . import process, util
from ._kernel import kernel
from ._parcel import dumps as _dumps, loads as _loads, share as _share, shared as _shared
from ._proxies import (
    AcquirerProxy, ArrayProxy, AutoProxy, BarrierProxy, BaseProxy, ConditionProxy, DictProxy, EventProxy, IteratorProxy,
    ListProxy, LocalToken, MakeProxyType, NamespaceProxy, PoolProxy, RemoteError, Token, ValueProxy, _answer, method_of, public_methods)

__all__ = [
    'BaseManager', 'SyncManager', 'SharedMemoryManager', 'BaseProxy', 'Token', 'MakeProxyType', 'AutoProxy', 'RemoteError',
    'public_methods']

_managers = kernel.managers
_request = _managers.request

# The numbers that stand for the manager itself in a call, and for the call that lets an object go.
_SELF, _RELEASE = 0, -1


_VIEWS = tuple(type(getattr({}, name)()) for name in ('keys', 'values', 'items'))


class _NotExposed(AttributeError):
    """A call of a method that may not be called; `RemoteError` to the caller, as in CPython."""


class Server(object):
    """The manager's objects, in the manager's process."""

    def __init__(self, registry, handle):
        self._registry = registry
        self._handle = handle
        self._objects = {}
        self._last = 0

    def dispatch(self, number, parcel):
        """Execute a call. Runs on the caller's thread; returns the bytes of the answer."""
        if number == _RELEASE:
            self._objects.pop(int(_bytes(parcel)), None)
            return b''
        refs = None
        try:
            name, args, kwds = _loads(parcel)
            if number == _SELF:
                answer = 'return', getattr(self, '_do_' + name)(*args, **kwds)
            else:
                answer = self._call(number, name, args, kwds)
        except Exception as e:
            # As in CPython, only what a method raises arrives as itself.
            answer = _remote() if number == _SELF or isinstance(e, _NotExposed) else ('error', e)
        try:
            data, refs = _dumps(answer)
        except Exception:
            data, refs = _dumps(_remote())
        if refs is None:
            return data
        _managers.reply(data, refs)

    def held(self, token):
        """The entry of the object that a token identifies; None if it is not one of this manager's."""
        return self._objects.get(_managers.numberIn(self._handle, token._ref))

    def _call(self, number, name, args, kwds):
        obj, exposed, method_to_typeid = self._objects[number]
        if name in exposed:
            result = method_of(obj, name)(*args, **kwds)
            typeid = method_to_typeid.get(name) if method_to_typeid else None
            if typeid is None:
                # As in CPython, the views of a dict are sent as lists.
                return 'return', list(result) if isinstance(result, _VIEWS) else result
            return 'proxy', self._add(typeid, result)
        if name == '#GETVALUE':
            return 'return', obj
        if name in ('__repr__', '__str__'):
            return 'return', repr(obj) if name == '__repr__' else str(obj)
        raise _NotExposed('method %r of %r object is not in exposed=%r' % (name, type(obj), sorted(exposed)))

    def _add(self, typeid, obj):
        """Hold an object; return what its proxy needs: the token, and the names of its methods."""
        exposed, method_to_typeid = self._registry[typeid][1:3]
        exposed = public_methods(obj) if exposed is None else exposed
        if method_to_typeid:
            exposed = list(exposed) + list(method_to_typeid)
        self._last += 1
        number = self._last
        self._objects[number] = obj, frozenset(exposed), method_to_typeid
        return LocalToken(typeid, _managers.ref(self._handle, number), '%x' % number), tuple(exposed)

    def _do_create(self, typeid, args, kwds):
        callable = self._registry[typeid][0]
        if callable is None:
            if kwds or len(args) != 1:
                raise ValueError('Without callable, must have one non-keyword argument')
            obj = args[0]
        else:
            obj = callable(*args, **kwds)
        return self._add(typeid, obj)

    def _do_number_of_objects(self):
        return len(self._objects)

    def _do_debug_info(self):
        return '\n'.join('  %x:       refcount=1\n    %s' % (number, str(self._objects[number][0])[:75])
                         for number in sorted(self._objects))


def _remote():
    """The answer that raises a `RemoteError`."""
    import traceback
    return 'remote', traceback.format_exc()


def _bytes(parcel):
    from _jmp_host import data
    return data(parcel)


class _Handle(object):
    """A manager on its way to its process."""

    def __init__(self, handle):
        self.handle = handle

    def __reduce__(self):
        return _rebuild_handle, (_share(self.handle),)


def _rebuild_handle(index):
    return _Handle(_shared(index))


def _serve(server, registry, initializer, initargs):
    """The main function of a manager's process."""
    if initializer is not None:
        initializer(*initargs)
    process.current_process()._manager_server = manager = Server(registry, server.handle)
    _managers.serve(server.handle, manager.dispatch)


class State(object):
    """Where a manager is in its life; shared with what ends it."""

    __slots__ = ('value',)
    INITIAL, STARTED, SHUTDOWN = range(3)


class BaseManager(object):
    """A process that holds objects, and the means to make them there.

    With an `address`, it is a server of CPython's protocol: `start` starts it, `get_server` makes it for the calling process,
    and `connect` uses one that runs anywhere. Without, it serves the processes of this JVM.

    Methods named after the registered types make an object in the manager's process and return its proxy.
    """
    _registry = {}

    def __init__(self, address=None, authkey=None, serializer='pickle', ctx=None, shutdown_timeout=1.0):
        if authkey is None:
            authkey = process.current_process().authkey
        from .context import _default_context
        self._address = address
        self._authkey = process.AuthenticationString(authkey)
        self._serializer = serializer
        self._ctx = ctx or _default_context.get_context()
        self._shutdown_timeout = shutdown_timeout
        self._state = State()
        self._state.value = State.INITIAL
        self._process = None
        self._handle = None
        self._remote = None     # the server at an address; None for a manager inside the JVM

    def _check_initial(self):
        if self._state.value != State.INITIAL:
            from .context import ProcessError
            raise ProcessError('Already started server' if self._state.value == State.STARTED else 'Manager has shut down')

    def start(self, initializer=None, initargs=()):
        """Start the manager's process. Calls `initializer(*initargs)` there first, if that is given."""
        self._check_initial()
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        if self._address is not None:
            self._start_server(initializer, initargs)
            return
        self._handle = handle = _managers.create()
        self._start_process(_serve, _Handle(handle), self._registry, initializer, initargs)
        if not _managers.awaitOpen(handle, self._process._popen._handle):
            raise EOFError
        self._state.value = State.STARTED
        self.shutdown = util.Finalize(
            self, type(self)._finalize_manager, args=(self._process, handle, self._state, self._shutdown_timeout), exitpriority=0)

    def _start_process(self, target, *args):
        self._process = self._ctx.Process(target=target, args=args)
        self._process.name = type(self).__name__ + '-' + ':'.join(str(i) for i in self._process._identity)
        self._process.start()

    def _start_server(self, initializer, initargs):
        from . import _manager_server, _remote
        reader, writer = self._ctx.Pipe(duplex=False)
        self._start_process(_manager_server.run, self._registry, self._address, self._authkey, self._serializer, writer,
                            initializer, initargs)
        writer.close()
        with reader:
            self._address = reader.recv()
        self._remote = _remote.RemoteManager(self._address, self._authkey, self._serializer)
        self._state.value = State.STARTED
        self.shutdown = util.Finalize(
            self, self._remote.finalize, args=(self._process, self._state, self._shutdown_timeout), exitpriority=0)

    def get_server(self):
        """Return a server of the manager's objects at its address, for the calling process to `serve_forever`."""
        self._check_initial()
        from ._manager_server import Server
        return Server(self._registry, self._address, self._authkey, self._serializer)

    def connect(self):
        """Use the server that runs at the manager's address. Raises what `connection.Client` raises."""
        from ._remote import RemoteManager
        remote = RemoteManager(self._address, self._authkey, self._serializer)
        remote.request('dummy')
        self._remote = remote
        self._state.value = State.STARTED

    @staticmethod
    def _finalize_manager(process_obj, handle, state, timeout):
        """End the manager's process."""
        state.value = State.SHUTDOWN
        _managers.shutdown(handle)
        process_obj.join(timeout)
        if process_obj.is_alive():
            process_obj.terminate()
            process_obj.join(timeout)

    def _create(self, typeid, *args, **kwds):
        """Make an object in the manager's process; return its token and the names of its methods."""
        assert self._state.value == State.STARTED, 'server not yet started'
        if self._remote is not None:
            return self._remote.create(typeid, args, kwds)
        data, refs = _dumps(('create', (typeid, args, kwds), {}))
        return _answer(_request(self._handle, data, refs))

    def _ask(self, name):
        if self._remote is not None:
            return self._remote.request(name)
        data, refs = _dumps((name, (), {}))
        return _answer(_request(self._handle, data, refs))

    def _debug_info(self):
        """Return a text about the objects of the manager."""
        return self._ask('debug_info')

    def _number_of_objects(self):
        """Return the number of objects of the manager."""
        return self._ask('number_of_objects')

    def join(self, timeout=None):
        """Wait until the manager's process ends."""
        if self._process is not None:
            self._process.join(timeout)

    @property
    def address(self):
        """Where the server is; None for a manager inside the JVM."""
        return self._address

    def __enter__(self):
        if self._state.value == State.INITIAL:
            self.start()
        assert self._state.value == State.STARTED
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown()

    @classmethod
    def register(cls, typeid, callable=None, proxytype=None, exposed=None, method_to_typeid=None, create_method=True):
        """Let managers of this class make objects of a type.

        `callable` makes the object, `proxytype` its proxy; `exposed` are the names of the methods that can be called, and
        `method_to_typeid` the types of those results that stay in the manager.
        """
        if '_registry' not in cls.__dict__:
            cls._registry = cls._registry.copy()
        if proxytype is None:
            proxytype = AutoProxy
        exposed = exposed or getattr(proxytype, '_exposed_', None)
        method_to_typeid = method_to_typeid or getattr(proxytype, '_method_to_typeid_', None)
        if method_to_typeid:
            for key, value in list(method_to_typeid.items()):
                assert type(key) is str, '%r is not a string' % key
                assert type(value) is str, '%r is not a string' % value
        cls._registry[typeid] = callable, exposed, method_to_typeid, proxytype
        if create_method:
            def create(self, *args, **kwds):
                util.debug('requesting creation of a shared %r object', typeid)
                token, exposed = self._create(typeid, *args, **kwds)
                proxy = proxytype(token, self._serializer, manager=self, authkey=self._authkey, exposed=exposed)
                if self._remote is not None:
                    # The reference that the server made for the way here.
                    self._remote.request('decref', (token.id,))
                return proxy
            create.__name__ = typeid
            setattr(cls, typeid, create)


def RebuildProxy(func, token, serializer, kwds):
    """Return the proxy of an object in a manager with an address, from what was pickled."""
    from ._remote import rebuild_proxy
    return rebuild_proxy(func, token, serializer, kwds)


class Namespace(object):
    """An object for attributes."""

    def __init__(self, *args, **kwds):
        self.__dict__.update(*args, **kwds)

    def __repr__(self):
        items = ['%s=%r' % item for item in sorted(self.__dict__.items()) if not item[0].startswith('_')]
        return '%s(%s)' % (type(self).__name__, ', '.join(items))


class Value(object):
    """A managed value."""

    def __init__(self, typecode, value, lock=True):
        self._typecode = typecode
        self._value = value

    def get(self):
        return self._value

    def set(self, value):
        self._value = value

    def __repr__(self):
        return '%s(%r, %r)' % (type(self).__name__, self._typecode, self._value)

    value = property(get, set)


def Array(typecode, sequence, lock=True):
    """Return a managed array."""
    import array
    return array.array(typecode, sequence)


class SyncManager(BaseManager):
    """A manager with the types that processes share most."""


def _of_queue(name):
    def create(*args, **kwds):
        import queue
        return getattr(queue, name)(*args, **kwds)
    create.__name__ = create.__qualname__ = '_' + name
    return create


def _of_threading(name):
    def create(*args, **kwds):
        import threading
        if sys.version_info[0] == 2:
            from . import _python2
            import multiprocessing as threading     # these have timeouts, and there is a barrier
            if name not in ('Event', 'Condition', 'Barrier'):
                return _python2.ManagedLock(name, *args, **kwds)
        return getattr(threading, name)(*args, **kwds)
    create.__name__ = create.__qualname__ = '_' + name
    return create


# `queue` and `threading` are imported where the objects are made, in the manager. The makers have names of this module, so
# that the registry of a manager can be sent to its process.
_Queue = _of_queue('Queue')
_PlainLock, _Event, _RLock, _Semaphore, _BoundedSemaphore, _Condition, _Barrier = [_of_threading(_name) for _name in (
    'Lock', 'Event', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Barrier')]


class _Lock(object):
    """A lock that may only be released when it is held; GraalPy's own does not mind."""

    def __init__(self):
        self._lock = _PlainLock()

    def acquire(self, *args, **kwds):
        return self._lock.acquire(*args, **kwds)

    def release(self):
        try:
            locked = self._lock.locked()
        except AttributeError:
            locked = True   # it minds
        if not locked:
            raise RuntimeError('release unlocked lock')
        self._lock.release()

    def __repr__(self):
        return repr(self._lock)


def _Pool(*args, **kwds):
    from .pool import Pool
    return Pool(*args, **kwds)


SyncManager.register('Queue', _Queue)
SyncManager.register('JoinableQueue', _Queue)
SyncManager.register('Event', _Event, EventProxy)
SyncManager.register('Lock', _Lock, AcquirerProxy)
SyncManager.register('RLock', _RLock, AcquirerProxy)
SyncManager.register('Semaphore', _Semaphore, AcquirerProxy)
SyncManager.register('BoundedSemaphore', _BoundedSemaphore, AcquirerProxy)
SyncManager.register('Condition', _Condition, ConditionProxy)
SyncManager.register('Barrier', _Barrier, BarrierProxy)
SyncManager.register('Pool', _Pool, PoolProxy)
SyncManager.register('list', list, ListProxy)
SyncManager.register('dict', dict, DictProxy)
SyncManager.register('Value', Value, ValueProxy)
SyncManager.register('Array', Array, ArrayProxy)
SyncManager.register('Namespace', Namespace, NamespaceProxy)
SyncManager.register('Iterator', proxytype=IteratorProxy, create_method=False)
SyncManager.register('AsyncResult', create_method=False)

from ._memory_manager import SharedMemoryManager    # it needs the classes above
