"""The server of a manager with an address, for clients of this package and of CPython's."""
import sys
import threading
from traceback import format_exc

from . import process, util
from ._proxies import Token, method_of, public_methods
from ._remote import listener_client

_VIEWS = tuple(type(getattr({}, name)()) for name in ('keys', 'values', 'items'))


class Server(object):
    """Holds objects and serves every client by a thread."""

    public = ['shutdown', 'create', 'accept_connection', 'get_methods', 'debug_info', 'number_of_objects', 'dummy', 'incref',
              'decref']

    def __init__(self, registry, address, authkey, serializer):
        if not isinstance(authkey, bytes):
            raise TypeError('Authkey {0!r} is type {1!s}, not bytes'.format(authkey, type(authkey)))
        self.registry = registry
        self.authkey = process.AuthenticationString(authkey)
        self.listener = listener_client(serializer)[0](address=address, backlog=16)
        self.address = self.listener.address
        self.id_to_obj = {'0': (None, (), None)}
        self.id_to_refcount = {}
        self.id_to_local_proxy_obj = {}
        self.mutex = threading.Lock()
        self.stop_event = threading.Event()

    def held(self, token):
        """None: the token is of a manager inside the JVM."""

    def serve_forever(self):
        """Serve until a client shuts the manager down; then exit, as CPython does."""
        process.current_process()._manager_server = self
        try:
            accepter = threading.Thread(target=self.accepter)
            accepter.daemon = True
            accepter.start()
            try:
                while not self.stop_event.is_set():
                    self.stop_event.wait(1)
            except (KeyboardInterrupt, SystemExit):
                pass
        finally:
            self.stop_event.set()
            self.listener.close()
            sys.exit(0)

    def accepter(self):
        """Start a thread for each client. The handshake is the thread's: one that is silent does not keep others waiting."""
        while not self.stop_event.is_set():
            try:
                conn = self.listener.accept()
            except OSError:
                continue
            thread = threading.Thread(target=self.handle_request, args=(conn,))
            thread.daemon = True
            thread.start()

    def handle_request(self, conn):
        """Serve a new connection, and close it."""
        try:
            self._handle_request(conn)
        except SystemExit:
            pass    # the client is gone
        finally:
            conn.close()

    def _handle_request(self, conn):
        from ._listener import _authenticate
        request = None
        try:
            _authenticate(getattr(conn, '_conn', conn), self.authkey)
            request = conn.recv()
            _, name, args, kwds = request
            assert name in self.public, '%r unrecognized' % name
            function = getattr(self, name)
        except Exception:
            message = '#TRACEBACK', format_exc()
        else:
            try:
                message = '#RETURN', function(conn, *args, **kwds)
            except Exception:
                message = '#TRACEBACK', format_exc()
        try:
            conn.send(message)
        except Exception as e:
            try:
                conn.send(('#TRACEBACK', format_exc()))
            except Exception:
                pass
            util.info('Failure to send message: %r', message)
            util.info(' ... request was %r', request)
            util.info(' ... exception was %r', e)

    def serve_client(self, conn):
        """Execute the calls of a thread of a client, until it closes the connection."""
        while not self.stop_event.is_set():
            try:
                request = conn.recv()
            except (EOFError, OSError):
                sys.exit(0)
            except Exception:
                message = '#TRACEBACK', format_exc()
            else:
                message = self._execute(conn, request)
            try:
                try:
                    conn.send(message)
                except OSError:
                    raise
                except Exception:
                    conn.send(('#UNSERIALIZABLE', format_exc()))
            except Exception as e:
                util.info('exception in thread serving %r', threading.current_thread().name)
                util.info(' ... message was %r', message)
                util.info(' ... exception was %r', e)
                sys.exit(1)

    def _execute(self, conn, request):
        """The answer to a call."""
        try:
            ident, name, args, kwds = request
            try:
                obj, exposed, method_to_typeid = self.id_to_obj[ident]
            except KeyError:
                if ident not in self.id_to_local_proxy_obj:
                    raise
                obj, exposed, method_to_typeid = self.id_to_local_proxy_obj[ident]
            if name not in exposed:
                return self._fallback(obj, exposed, name)
            function = method_of(obj, name)
            try:
                result = function(*args, **kwds)
            except Exception as e:
                return '#ERROR', e
            typeid = method_to_typeid and method_to_typeid.get(name)
            if typeid:
                ident, exposed = self.create(conn, typeid, result)
                return '#PROXY', (exposed, Token(typeid, self.address, ident))
            return '#RETURN', list(result) if isinstance(result, _VIEWS) else result
        except Exception:
            return '#TRACEBACK', format_exc()

    def _fallback(self, obj, exposed, name):
        """What can be asked of every object."""
        if name == '__str__':
            return '#RETURN', str(obj)
        if name == '__repr__':
            return '#RETURN', repr(obj)
        if name == '#GETVALUE':
            return '#RETURN', obj
        raise AttributeError('method %r of %r object is not in exposed=%r' % (name, type(obj), exposed))

    # --- what clients ask of the manager itself, each over a connection `c` --------------------------------------------

    def dummy(self, c):
        """Do nothing: the client wants to know whether it is let in."""

    def debug_info(self, c):
        """Return a text about the objects."""
        with self.mutex:
            return '\n'.join('  %s:       refcount=%s\n    %s' % (
                ident, self.id_to_refcount[ident], str(self.id_to_obj[ident][0])[:75]) for ident in sorted(self.id_to_refcount))

    def number_of_objects(self, c):
        """Return the number of objects."""
        return len(self.id_to_refcount)

    def shutdown(self, c):
        """End the server."""
        try:
            c.send(('#RETURN', None))
        finally:
            self.stop_event.set()

    def create(*args, **kwds):
        """Make an object; return its identity and the names of its methods."""
        self, c, typeid = args[:3]      # the object's own keyword arguments may have these names
        args = args[3:]
        with self.mutex:
            callable, exposed, method_to_typeid = self.registry[typeid][:3]
            if callable is None:
                if kwds or len(args) != 1:
                    raise ValueError('Without callable, must have one non-keyword argument')
                obj = args[0]
            else:
                obj = callable(*args, **kwds)
            if exposed is None:
                exposed = public_methods(obj)
            if method_to_typeid is not None:
                if not isinstance(method_to_typeid, dict):
                    raise TypeError('Method_to_typeid {0!r}: type {1!s}, not dict'.format(
                    method_to_typeid, type(method_to_typeid)))
                exposed = list(exposed) + list(method_to_typeid)
            ident = '%x' % id(obj)
            self.id_to_obj[ident] = obj, set(exposed), method_to_typeid
            self.id_to_refcount.setdefault(ident, 0)
        self.incref(c, ident)
        return ident, tuple(exposed)

    def get_methods(self, c, token):
        """Return the names of the methods of an object."""
        return tuple(self.id_to_obj[token.id][1])

    def accept_connection(self, c, name):
        """Serve calls of objects over this connection from now on."""
        threading.current_thread().name = name
        c.send(('#RETURN', None))
        self.serve_client(c)

    def incref(self, c, ident):
        """Somebody refers to an object."""
        with self.mutex:
            if ident not in self.id_to_refcount and ident in self.id_to_local_proxy_obj:
                # Only a proxy inside of another object was left.
                self.id_to_refcount[ident] = 0
                self.id_to_obj[ident] = self.id_to_local_proxy_obj[ident]
            self.id_to_refcount[ident] += 1

    def decref(self, c, ident):
        """Somebody does not refer to an object any more; after the last one it is let go."""
        if ident not in self.id_to_refcount and ident in self.id_to_local_proxy_obj:
            return
        with self.mutex:
            if self.id_to_refcount[ident] <= 0:
                raise AssertionError('Id {0!s} ({1!r}) has refcount {2:n}, not 1+'.format(
                    ident, self.id_to_obj[ident], self.id_to_refcount[ident]))
            self.id_to_refcount[ident] -= 1
            # The object is let go without the lock: it may hold proxies, which let go others.
            obj = None
            if self.id_to_refcount[ident] == 0:
                del self.id_to_refcount[ident]
                obj = self.id_to_obj.pop(ident)
        del obj


def run(registry, address, authkey, serializer, writer, initializer, initargs):
    """The main function of the process that a manager with an address starts."""
    if initializer is not None:
        initializer(*initargs)
    server = Server(registry, address, authkey, serializer)
    writer.send(server.address)
    writer.close()
    util.info('manager serving at %r', server.address)
    server.serve_forever()
