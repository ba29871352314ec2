"""Managers at an address, as their clients see them: calls over sockets, in the messages that CPython's managers speak."""
try:
    from _thread import _local
except ImportError:
    from threading import local as _local

from . import process, util
from ._proxies import RemoteError, Token


def listener_client(serializer):
    """The classes that make listeners and clients for a serializer, 'pickle' or 'xmlrpclib'."""
    from . import _listener
    return {'pickle': (_listener.Listener, _listener.Client),
            'xmlrpclib': (_listener.XmlListener, _listener.XmlClient)}[serializer]


def dispatch(c, id, methodname, args=(), kwds={}):
    """Send a call over a connection, and return its result or raise its error."""
    c.send((id, methodname, args, kwds))
    kind, result = c.recv()
    if kind == '#RETURN':
        return result
    raise convert_to_error(kind, result)


def convert_to_error(kind, result):
    """The exception for an answer that is no result."""
    if kind == '#ERROR':
        return result
    if kind in ('#TRACEBACK', '#UNSERIALIZABLE'):
        if not isinstance(result, str):
            raise TypeError("Result {0!r} (kind '{1}') type is {2}, not str".format(result, kind, type(result)))
        return RemoteError('Unserializable message: %s\n' % result if kind == '#UNSERIALIZABLE' else result)
    return ValueError('Unrecognized message type {0!r}'.format(kind))


def request(address, authkey, serializer, methodname, args=(), kwds={}):
    """Call a method of the manager at an address, over a connection of its own."""
    conn = listener_client(serializer)[1](address, authkey=authkey)
    try:
        return dispatch(conn, None, methodname, args, kwds)
    finally:
        conn.close()


# For each address: the connection of each thread, and the tokens of the references that this process holds there.
_addresses = {}


class Link(object):
    """The way from a proxy to its object in a manager with an address."""

    def __init__(self, proxy, serializer, manager, authkey, incref, manager_owned):
        self._token = token = proxy._token
        self._manager = manager
        self.serializer = serializer
        if authkey is None:
            authkey = manager._authkey if manager is not None else process.current_process().authkey
        self.authkey = process.AuthenticationString(authkey)
        self._threads, held = _addresses.setdefault(token.address, (_local(), set()))
        if incref and not manager_owned:
            self.request('incref', (token.id,))
            reference = object()
            held.add(reference)
            util.Finalize(proxy, _decref, exitpriority=10, args=(
                token, self.authkey, serializer, manager and manager._state, self._threads, held, reference))

    def request(self, methodname, args):
        """Call a method of the manager itself."""
        return request(self._token.address, self.authkey, self.serializer, methodname, args)

    def call(self, methodname, args, kwds):
        """Call a method of the object; return its result, or a proxy of it, or raise its error."""
        conn = getattr(self._threads, 'connection', None) or self._connect()
        try:
            conn.send((self._token.id, methodname, args, kwds))
            kind, result = conn.recv()
        except:
            # Whatever was half done: the next call begins anew.
            del self._threads.connection
            conn.close()
            raise
        if kind == '#RETURN':
            return result
        if kind == '#PROXY':
            return self._proxy(*result)
        raise convert_to_error(kind, result)

    def _connect(self):
        import threading
        name = process.current_process().name
        if threading.current_thread().name != 'MainThread':
            name += '|' + threading.current_thread().name
        conn = listener_client(self.serializer)[1](self._token.address, authkey=self.authkey)
        try:
            dispatch(conn, None, 'accept_connection', (name,))
        except:
            conn.close()
            raise
        self._threads.connection = conn
        return conn

    def _proxy(self, exposed, token):
        from .managers import SyncManager
        registry = (self._manager or SyncManager)._registry
        token.address = self._token.address
        proxy = registry[token.typeid][-1](
            token, self.serializer, manager=self._manager, authkey=self.authkey, exposed=exposed)
        self.request('decref', (token.id,))
        return proxy

    def reduced(self, proxy):
        """What the proxy pickles as; CPython's managers read it."""
        from .context import get_spawning_popen
        from .managers import AutoProxy, RebuildProxy
        kwds = {}
        if get_spawning_popen() is not None:
            kwds['authkey'] = self.authkey
        proxy_type = type(proxy)
        if getattr(proxy, '_isauto', False):
            kwds['exposed'] = proxy._exposed_
            proxy_type = AutoProxy
        return RebuildProxy, (proxy_type, self._token, self.serializer, kwds)


def _decref(token, authkey, serializer, state, threads, held, reference):
    held.discard(reference)
    if state is None or state.value == 1:
        try:
            request(token.address, authkey, serializer, 'decref', (token.id,))
        except Exception as e:
            util.debug('... decref failed %s', e)
    if not held and hasattr(threads, 'connection'):
        threads.connection.close()
        del threads.connection


def rebuild_proxy(func, token, serializer, kwds):
    """Return the proxy that was pickled."""
    server = getattr(process.current_process(), '_manager_server', None)
    if server is not None and getattr(server, 'address', None) == token.address:
        kwds['manager_owned'] = True
        if token.id not in server.id_to_local_proxy_obj:
            server.id_to_local_proxy_obj[token.id] = server.id_to_obj[token.id]
    return func(token, serializer, **kwds)


def exposed_of(token, serializer, manager, authkey):
    """The names of the methods that can be called of an object in a manager with an address."""
    if authkey is None:
        authkey = manager._authkey if manager is not None else process.current_process().authkey
    return request(token.address, authkey, serializer, 'get_methods', (token,))


class RemoteManager(object):
    """What a `BaseManager` with an address asks of its server."""

    def __init__(self, address, authkey, serializer):
        self.address, self.authkey, self.serializer = address, authkey, serializer

    def request(self, methodname, args=(), kwds={}):
        return request(self.address, self.authkey, self.serializer, methodname, args, kwds)

    def create(self, typeid, args, kwds):
        """Make an object; return its token and the names of its methods."""
        id, exposed = self.request('create', (typeid,) + args, kwds)
        return Token(typeid, self.address, id), exposed

    def finalize(self, process_obj, state, timeout):
        """End the process of the server."""
        if process_obj.is_alive():
            try:
                self.request('shutdown')
            except Exception:
                pass
            process_obj.join(timeout)
            if process_obj.is_alive():
                process_obj.terminate()
                process_obj.join(timeout)
                if process_obj.is_alive():
                    process_obj.kill()
                    process_obj.join()
        state.value = 2
        _addresses.pop(self.address, None)
