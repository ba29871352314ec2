"""The proxies of managed objects. Their public place is `multiprocessing.managers`."""
import sys

from ._kernel import kernel
from ._parcel import dumps as _dumps, loads as _loads, share as _share, shared as _shared

_call = kernel.managers.call


class Token(object):
    """What identifies a managed object: its type's name, the address of its manager, and a text that is unique there."""

    __slots__ = ('typeid', 'address', 'id')

    def __init__(self, typeid, address, id):
        self.typeid, self.address, self.id = typeid, address, id

    def __getstate__(self):
        return self.typeid, self.address, self.id

    def __setstate__(self, state):
        self.typeid, self.address, self.id = state

    def __repr__(self):
        return 'Token(typeid=%r, address=%r, id=%r)' % (self.typeid, self.address, self.id)


class LocalToken(Token):
    """Identifies an object of a manager inside the JVM, which has no address; a reference keeps the object alive."""

    __slots__ = ('_ref',)

    def __init__(self, typeid, ref, id):
        Token.__init__(self, typeid, None, id)
        self._ref = ref

    def __reduce__(self):
        return _rebuild_token, (self.typeid, _share(self._ref), self.id)


def _rebuild_token(typeid, index, id):
    return LocalToken(typeid, _shared(index), id)


class RemoteError(Exception):
    """An error inside the manager that could not be sent as itself; `args[0]` is its traceback."""

    def __str__(self):
        return '\n' + '-' * 75 + '\n' + str(self.args[0]) + '-' * 75


def _answer(parcel, manager=None):
    """The value of a manager's answer, or its exception."""
    kind, result = _loads(parcel)
    if kind == 'return':
        return result
    if kind == 'proxy':
        return _proxy(manager, *result)
    if kind == 'error':
        raise result
    raise RemoteError(result)


def method_of(obj, name):
    """Return the method of an object that a call names; iterators of Python 2 have another name for one."""
    if name == '__next__' and not hasattr(obj, name):
        name = 'next'
    return getattr(obj, name)


def public_methods(obj):
    """Return the names of an object's methods that do not begin with an underscore."""
    return [name for name in dir(obj) if name[0] != '_' and callable(getattr(obj, name))]


class BaseProxy(object):
    """Stands for an object in a manager's process."""

    def __init__(self, token, serializer=None, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False):
        self._token = token
        self._id = token.id
        self._manager = manager
        self._link = None
        if token.address is not None:
            from ._remote import Link
            self._link = Link(self, serializer or 'pickle', manager, authkey, incref, manager_owned)

    def _callmethod(self, methodname, args=(), kwds={}):
        """Call a method of the object and return its result, or raise what it raised."""
        if self._link is not None:
            return self._link.call(methodname, args, kwds)
        data, refs = _dumps((methodname, args, kwds))
        return _answer(_call(self._token._ref, data, refs), self._manager)

    def _getvalue(self):
        """Return a copy of the object."""
        return self._callmethod('#GETVALUE')

    def __reduce__(self):
        if self._link is not None:
            return self._link.reduced(self)
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
    if sys.version_info[0] == 2:
        # As in CPython 2.7, where proxies are not put into each other: in the process of its manager, it is the object.
        from .process import current_process
        server = getattr(current_process(), '_manager_server', None)
        held = server and server.held(token)
        if held:
            return held[0]
    return func(token, exposed=exposed)


def _proxy(manager, token, exposed):
    """The proxy of an object that a method returned."""
    if manager is None:
        from .managers import SyncManager as manager
    entry = manager._registry.get(token.typeid)
    return (AutoProxy if entry is None else entry[3])(token, manager=manager, exposed=exposed)


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
    if exposed is None and token.address is not None:
        from ._remote import exposed_of
        exposed = exposed_of(token, serializer or 'pickle', manager, authkey)
    proxy_type = MakeProxyType('AutoProxy[%s]' % token.typeid, exposed or ())
    proxy = proxy_type(token, serializer, manager, authkey, exposed, incref, manager_owned)
    proxy._isauto = True
    return proxy


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
    'keys', 'pop', 'popitem', 'setdefault', 'update', 'values') + (('has_key',) if sys.version_info[0] == 2 else ()))
DictProxy._method_to_typeid_ = {'__iter__': 'Iterator'}

ArrayProxy = MakeProxyType('ArrayProxy', ('__len__', '__getitem__', '__setitem__'))

_BasePoolProxy = MakeProxyType('PoolProxy', (
    'apply', 'apply_async', 'close', 'imap', 'imap_unordered', 'join', 'map', 'map_async', 'starmap', 'starmap_async', 'terminate'))
_BasePoolProxy._method_to_typeid_ = {
    'apply_async': 'AsyncResult', 'map_async': 'AsyncResult', 'starmap_async': 'AsyncResult',
    'imap': 'Iterator', 'imap_unordered': 'Iterator'}


class PoolProxy(_BasePoolProxy):

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()


# Where users find them, and other implementations' pickles name them.
for _public in (Token, RemoteError, BaseProxy, AutoProxy, IteratorProxy, AcquirerProxy, ConditionProxy, EventProxy, BarrierProxy,
                NamespaceProxy, ValueProxy, ListProxy, DictProxy, ArrayProxy, PoolProxy):
    _public.__module__ = 'multiprocessing.managers'
