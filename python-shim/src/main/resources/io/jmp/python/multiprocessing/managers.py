"""Managers: processes that hold objects for others, and the proxies of these objects."""

from . import process, util
from ._kernel import kernel
from ._parcel import dumps as _dumps, loads as _loads, share as _share, shared as _shared

__all__ = ['BaseManager', 'SyncManager', 'BaseProxy', 'Token', 'MakeProxyType', 'AutoProxy', 'RemoteError', 'public_methods']

_managers = kernel.managers
_call, _request = _managers.call, _managers.request

# The numbers that stand for the manager itself in a call, and for the call that lets an object go.
_SELF, _RELEASE = 0, -1


class Token(object):
    """What identifies a managed object: its type's name, and a reference that keeps it alive."""

    __slots__ = ('typeid', '_ref', 'id')

    def __init__(self, typeid, ref, id):
        self.typeid, self._ref, self.id = typeid, ref, id

    def __reduce__(self):
        return _rebuild_token, (self.typeid, _share(self._ref), self.id)

    def __repr__(self):
        return '%s(typeid=%r, id=%r)' % (type(self).__name__, self.typeid, self.id)


def _rebuild_token(typeid, index, id):
    return Token(typeid, _shared(index), id)


class RemoteError(Exception):
    """An error inside the manager that could not be sent as itself; `args[0]` is its traceback."""

    def __str__(self):
        return '\n' + '-' * 75 + '\n' + str(self.args[0]) + '-' * 75


def _answer(parcel):
    """The value of a manager's answer, or its exception."""
    kind, result = _loads(parcel)
    if kind == 'return':
        return result
    if kind == 'proxy':
        return _proxy(*result)
    if kind == 'error':
        raise result
    raise RemoteError(result)


def public_methods(obj):
    """Return the names of an object's methods that do not begin with an underscore."""
    return [name for name in dir(obj) if name[0] != '_' and callable(getattr(obj, name))]


_VIEWS = tuple(type(getattr({}, name)()) for name in ('keys', 'values', 'items'))


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
            answer = 'error', e
        try:
            data, refs = _dumps(answer)
        except Exception:
            import traceback
            data, refs = _dumps(('unserializable', traceback.format_exc()))
        if refs is None:
            return data
        _managers.reply(data, refs)

    def _call(self, number, name, args, kwds):
        obj, exposed, method_to_typeid = self._objects[number]
        if name in exposed:
            result = getattr(obj, name)(*args, **kwds)
            typeid = method_to_typeid.get(name) if method_to_typeid else None
            if typeid is None:
                # As in CPython, the views of a dict are sent as lists.
                return 'return', list(result) if isinstance(result, _VIEWS) else result
            return 'proxy', self._add(typeid, result)
        if name == '#GETVALUE':
            return 'return', obj
        if name in ('__repr__', '__str__'):
            return 'return', repr(obj) if name == '__repr__' else str(obj)
        raise AttributeError('method %r of %r object is not in exposed=%r' % (name, type(obj), sorted(exposed)))

    def _add(self, typeid, obj):
        """Hold an object; return what its proxy needs: the token, and the names of its methods."""
        exposed, method_to_typeid = self._registry[typeid][1:3]
        exposed = public_methods(obj) if exposed is None else exposed
        if method_to_typeid:
            exposed = list(exposed) + list(method_to_typeid)
        self._last += 1
        number = self._last
        self._objects[number] = obj, frozenset(exposed), method_to_typeid
        return Token(typeid, _managers.ref(self._handle, number), '%x' % number), tuple(exposed)

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

    Methods named after the registered types make an object in the manager's process and return its proxy.
    """
    _registry = {}

    def __init__(self, address=None, authkey=None, serializer='pickle', ctx=None, shutdown_timeout=1.0):
        if address is not None:
            raise ValueError('a manager with an address is not available: managers serve processes inside the JVM only')
        if authkey is None:
            authkey = process.current_process().authkey
        from .context import _default_context
        self._authkey = process.AuthenticationString(authkey)
        self._ctx = ctx or _default_context.get_context()
        self._shutdown_timeout = shutdown_timeout
        self._state = State()
        self._state.value = State.INITIAL
        self._process = None
        self._handle = None

    def start(self, initializer=None, initargs=()):
        """Start the manager's process. Calls `initializer(*initargs)` there first, if that is given."""
        if self._state.value != State.INITIAL:
            from .context import ProcessError
            raise ProcessError('Already started server' if self._state.value == State.STARTED else 'Manager has shut down')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._handle = handle = _managers.create()
        self._process = self._ctx.Process(
            target=_serve, args=(_Handle(handle), self._registry, initializer, initargs))
        self._process.name = type(self).__name__ + '-' + ':'.join(str(i) for i in self._process._identity)
        self._process.start()
        if not _managers.awaitOpen(handle, self._process._popen._handle):
            raise EOFError
        self._state.value = State.STARTED
        self.shutdown = util.Finalize(
            self, type(self)._finalize_manager, args=(self._process, handle, self._state, self._shutdown_timeout), exitpriority=0)

    def connect(self):
        """Raise `ValueError`: there are no managers with an address."""
        raise ValueError('a manager with an address is not available: managers serve processes inside the JVM only')

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
        data, refs = _dumps(('create', (typeid, args, kwds), {}))
        return _answer(_request(self._handle, data, refs))

    def _ask(self, name):
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
        """None: a manager inside the JVM has no address."""
        return None

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
                return proxytype(token, manager=self, authkey=self._authkey, exposed=exposed)
            create.__name__ = typeid
            setattr(cls, typeid, create)


class BaseProxy(object):
    """Stands for an object in a manager's process."""

    def __init__(self, token, serializer=None, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False):
        self._token = token
        self._id = token.id
        self._manager = manager

    def _callmethod(self, methodname, args=(), kwds={}):
        """Call a method of the object and return its result, or raise what it raised."""
        data, refs = _dumps((methodname, args, kwds))
        return _answer(_call(self._token._ref, data, refs))

    def _getvalue(self):
        """Return a copy of the object."""
        return self._callmethod('#GETVALUE')

    def __reduce__(self):
        return _rebuild_proxy, (type(self) if not getattr(self, '_isauto', False) else AutoProxy,
                                self._token, getattr(self, '_exposed_', None))

    def __deepcopy__(self, memo):
        return self._getvalue()

    def __repr__(self):
        return '<%s object, typeid %r at %#x>' % (type(self).__name__, self._token.typeid, id(self))

    def __str__(self):
        try:
            return self._callmethod('__repr__')
        except Exception:
            return repr(self)[:-1] + "; '__str__()' failed>"


def _rebuild_proxy(func, token, exposed):
    return func(token, exposed=exposed)


def _proxy(token, exposed):
    """The proxy of an object that a method returned."""
    return SyncManager._registry[token.typeid][3](token, exposed=exposed) \
        if token.typeid in SyncManager._registry else AutoProxy(token, exposed=exposed)


_proxy_types = {}


def MakeProxyType(name, exposed):
    """Return a type of proxies with these methods."""
    exposed = tuple(exposed)
    try:
        return _proxy_types[name, exposed]
    except KeyError:
        pass

    def method(methodname):
        def call(self, *args, **kwds):
            return self._callmethod(methodname, args, kwds)
        call.__name__ = methodname
        return call

    members = dict((methodname, method(methodname)) for methodname in exposed)
    members['_exposed_'] = exposed
    proxy_type = _proxy_types[name, exposed] = type(name, (BaseProxy,), members)
    return proxy_type


def AutoProxy(token, serializer=None, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False):
    """Return a proxy with the methods that the object has."""
    proxy = MakeProxyType('AutoProxy[%s]' % token.typeid, exposed or ())(token, manager=manager)
    proxy._isauto = True
    return proxy


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


class IteratorProxy(BaseProxy):
    _exposed_ = ('__next__', 'send', 'throw', 'close')

    def __iter__(self):
        return self

    def __next__(self, *args):
        return self._callmethod('__next__', args)

    next = __next__

    def send(self, *args):
        return self._callmethod('send', args)

    def throw(self, *args):
        return self._callmethod('throw', args)

    def close(self, *args):
        return self._callmethod('close', args)


class AcquirerProxy(BaseProxy):
    _exposed_ = ('acquire', 'release')

    def acquire(self, blocking=True, timeout=None):
        args = (blocking,) if timeout is None else (blocking, timeout)
        return self._callmethod('acquire', args)

    def release(self):
        return self._callmethod('release')

    def __enter__(self):
        return self._callmethod('acquire')

    def __exit__(self, exc_type, exc_val, exc_tb):
        return self._callmethod('release')


class ConditionProxy(AcquirerProxy):
    _exposed_ = ('acquire', 'release', 'wait', 'notify', 'notify_all')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def notify(self, n=1):
        return self._callmethod('notify', (n,))

    def notify_all(self):
        return self._callmethod('notify_all')

    def wait_for(self, predicate, timeout=None):
        from time import time
        result = predicate()
        if result:
            return result
        deadline = None if timeout is None else time() + timeout
        while not result:
            left = None if deadline is None else deadline - time()
            if left is not None and left <= 0:
                break
            self.wait(left)
            result = predicate()
        return result


class EventProxy(BaseProxy):
    _exposed_ = ('is_set', 'set', 'clear', 'wait')

    def is_set(self):
        return self._callmethod('is_set')

    def set(self):
        return self._callmethod('set')

    def clear(self):
        return self._callmethod('clear')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))


class BarrierProxy(BaseProxy):
    _exposed_ = ('__getattribute__', 'wait', 'abort', 'reset')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def abort(self):
        return self._callmethod('abort')

    def reset(self):
        return self._callmethod('reset')

    @property
    def parties(self):
        return self._callmethod('__getattribute__', ('parties',))

    @property
    def n_waiting(self):
        return self._callmethod('__getattribute__', ('n_waiting',))

    @property
    def broken(self):
        return self._callmethod('__getattribute__', ('broken',))


class NamespaceProxy(BaseProxy):
    _exposed_ = ('__getattribute__', '__setattr__', '__delattr__')

    def __getattr__(self, key):
        if key[0] == '_':
            return object.__getattribute__(self, key)
        return object.__getattribute__(self, '_callmethod')('__getattribute__', (key,))

    def __setattr__(self, key, value):
        if key[0] == '_':
            return object.__setattr__(self, key, value)
        return object.__getattribute__(self, '_callmethod')('__setattr__', (key, value))

    def __delattr__(self, key):
        if key[0] == '_':
            return object.__delattr__(self, key)
        return object.__getattribute__(self, '_callmethod')('__delattr__', (key,))


class ValueProxy(BaseProxy):
    _exposed_ = ('get', 'set')

    def get(self):
        return self._callmethod('get')

    def set(self, value):
        return self._callmethod('set', (value,))

    value = property(get, set)


_BaseListProxy = MakeProxyType('BaseListProxy', (
    '__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__', '__reversed__', '__rmul__',
    '__setitem__', 'append', 'count', 'extend', 'index', 'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__'))


class ListProxy(_BaseListProxy):

    def __iadd__(self, value):
        self._callmethod('extend', (value,))
        return self

    def __imul__(self, value):
        self._callmethod('__imul__', (value,))
        return self


DictProxy = MakeProxyType('DictProxy', (
    '__contains__', '__delitem__', '__getitem__', '__iter__', '__len__', '__setitem__', 'clear', 'copy', 'get', 'items',
    'keys', 'pop', 'popitem', 'setdefault', 'update', 'values'))
DictProxy._method_to_typeid_ = {'__iter__': 'Iterator'}

ArrayProxy = MakeProxyType('ArrayProxy', ('__len__', '__getitem__', '__setitem__'))


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
        return getattr(threading, name)(*args, **kwds)
    create.__name__ = create.__qualname__ = '_' + name
    return create


# `queue` and `threading` are imported where the objects are made, in the manager. The makers have names of this module, so
# that the registry of a manager can be sent to its process.
_Queue = _of_queue('Queue')
_Event, _Lock, _RLock, _Semaphore, _BoundedSemaphore, _Condition, _Barrier = [_of_threading(_name) for _name in (
    'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Barrier')]

SyncManager.register('Queue', _Queue)
SyncManager.register('JoinableQueue', _Queue)
SyncManager.register('Event', _Event, EventProxy)
SyncManager.register('Lock', _Lock, AcquirerProxy)
SyncManager.register('RLock', _RLock, AcquirerProxy)
SyncManager.register('Semaphore', _Semaphore, AcquirerProxy)
SyncManager.register('BoundedSemaphore', _BoundedSemaphore, AcquirerProxy)
SyncManager.register('Condition', _Condition, ConditionProxy)
SyncManager.register('Barrier', _Barrier, BarrierProxy)
SyncManager.register('list', list, ListProxy)
SyncManager.register('dict', dict, DictProxy)
SyncManager.register('Value', Value, ValueProxy)
SyncManager.register('Array', Array, ArrayProxy)
SyncManager.register('Namespace', Namespace, NamespaceProxy)
SyncManager.register('Iterator', proxytype=IteratorProxy, create_method=False)
