"""Connections over sockets: listeners, clients, and the handshake. Their public place is `multiprocessing.connection`."""
import os

try:
    from time import monotonic as _now
except ImportError:
    from time import time as _now

from . import connection as _module, util
from ._kernel import kernel
from .context import AuthenticationError

_sockets = kernel.sockets
_accept, _hmac = _sockets.accept, _sockets.hmac
_receive_at_most = kernel.pipes.receiveAtMost


def arbitrary_address(family):
    """Return a free address of a family."""
    if family == 'AF_INET':
        return 'localhost', 0
    if family == 'AF_UNIX':
        import tempfile
        return tempfile.mktemp(prefix='listener-', dir=util.get_temp_dir())
    raise ValueError('unrecognized family')


def _validate_family(family):
    if family not in _module.families:
        raise ValueError('Family %s is not recognized.' % family)


# Addresses that CPython 3 has sent to Python 2 are `unicode`.
_texts = (str, type(u''))


def address_type(address):
    """Return the family of an address: 'AF_INET', 'AF_UNIX' or 'AF_PIPE'."""
    if type(address) is tuple:
        return 'AF_INET'
    if isinstance(address, _texts) and address.startswith('\\\\'):
        return 'AF_PIPE'
    if isinstance(address, _texts) or util.is_abstract_socket_namespace(address):
        return 'AF_UNIX'
    raise ValueError('address type of %r unrecognized' % (address,))


def _host_and_port(address):
    host, port = address
    if not isinstance(host, _texts):
        raise TypeError('str, bytes or bytearray expected, not %s' % type(host).__name__)
    if not hasattr(port, '__index__'):
        raise TypeError('%r object cannot be interpreted as an integer' % type(port).__name__)
    return host, min(max(-1, port.__index__()), 1 << 20)


def _path(address):
    if util.is_abstract_socket_namespace(address):
        raise OSError('abstract addresses of Unix sockets are not available in the JVM')
    # The working directory of an interpreter may be another one than that of the JVM.
    return os.path.abspath(address)


class Listener(object):
    """A socket that is bound to an address and takes connections.

    `backlog` is the number of clients that may wait to be accepted. If `authkey` is given, both ends have to prove that they
    know it. Raises `OSError` if the address cannot be used, `TypeError` for an `authkey` that is not bytes.
    """

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        if authkey is not None and not isinstance(authkey, bytes):
            raise TypeError('authkey should be a byte string')
        family = family or (address and address_type(address)) or _module.default_family
        address = address or arbitrary_address(family)
        _validate_family(family)
        self._listener = SocketListener(address, family, backlog)
        self._authkey = authkey

    def accept(self):
        """Wait for a client and return the connection to it.

        Raises `AuthenticationError` if the client does not know the key, or does not answer in `CONNECTION_TIMEOUT` seconds;
        `OSError` or `EOFError` if it sends anything else, or goes away. The listener can go on with the next.
        """
        if self._listener is None:
            raise OSError('listener is closed')
        accepted = self._listener.accept()
        if self._authkey:
            _authenticate(accepted, self._authkey)
        return accepted

    def close(self):
        """Close the socket; one in the file system is removed."""
        listener = self._listener
        if listener is not None:
            self._listener = None
            listener.close()

    @property
    def address(self):
        """The address that clients use."""
        return self._listener._address

    @property
    def last_accepted(self):
        """The address of the client that was accepted last; None if there was none, '' if it has no address."""
        return self._listener._last_accepted

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


class SocketListener(object):
    """What a `Listener` does, without authentication. `connection.wait` takes it."""

    def __init__(self, address, family, backlog=1):
        self._family = family
        self._last_accepted = None
        self._unlink = None
        if family == 'AF_INET':
            self._handle = _sockets.listenInet(*(_host_and_port(address) + (backlog,)))
            self._address = tuple(_sockets.address(self._handle))
        else:
            self._handle = _sockets.listenUnix(_path(address), backlog)
            self._address = address
            self._unlink = util.Finalize(self, os.unlink, args=(_path(address),), exitpriority=0)

    def accept(self):
        """Wait for a client and return the connection to it."""
        handle, peer = _accept(self._handle, -1.0)
        self._last_accepted = tuple(peer) if self._family == 'AF_INET' else ''
        return _module.Connection(handle)

    def close(self):
        """Close the socket; one in the file system is removed."""
        try:
            _sockets.closeListener(self._handle)
        finally:
            unlink = self._unlink
            if unlink is not None:
                self._unlink = None
                unlink()


def SocketClient(address):
    """Return a connection to an address, without authentication."""
    family = address_type(address)
    _validate_family(family)
    if family == 'AF_INET':
        return _module.Connection(_sockets.connectInet(*_host_and_port(address)))
    return _module.Connection(_sockets.connectUnix(_path(address)))


def Client(address, family=None, authkey=None):
    """Return a connection to the listener at an address.

    Raises `ConnectionRefusedError` if nobody listens there, `FileNotFoundError` if there is no such socket, `AuthenticationError`
    if the listener does not know `authkey` or refuses it, `TypeError` for an `authkey` that is not bytes.
    """
    _validate_family(family or address_type(address))
    if authkey is not None and not isinstance(authkey, bytes):
        raise TypeError('authkey should be a byte string')
    client = SocketClient(address)
    if authkey is not None:
        try:
            answer_challenge(client, authkey)
            deliver_challenge(client, authkey)
        except:
            client.close()
            raise
    return client


# The handshake: each end sends a challenge, and the other answers with a keyed hash of it. Up to CPython 3.11, a challenge is 20
# random bytes, and the answer the hash by MD5. From 3.12 on, a challenge is longer and begins with the name of the hash that is
# wanted, as b'{sha256}'; so does the answer, which an older peer gives in the old form.

CHALLENGE = b'#CHALLENGE#'
WELCOME = b'#WELCOME#'
FAILURE = b'#FAILURE#'

_DIGESTS = ('md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384')
_OLD_CHALLENGE_LENGTH = 20
_MD5_LENGTH = 16


class _Handshake(object):
    """A connection during the handshake, with a limit of time for what is received."""

    def __init__(self, accepted):
        self.send_bytes = accepted.send_bytes
        self._handle = accepted._handle
        self._limit = _module.CONNECTION_TIMEOUT
        self._end = _now() + self._limit

    def recv_bytes(self, maxlength):
        message = _receive_at_most(self._handle, max(0.0, self._end - _now()), maxlength)
        if message is None:
            raise AuthenticationError('no answer to the challenge within %g seconds' % self._limit)
        return bytes(message)


def _authenticate(accepted, authkey):
    """The server's side of the handshake. Closes the connection if it fails."""
    handshake = _Handshake(accepted)
    try:
        deliver_challenge(handshake, authkey)
        answer_challenge(handshake, authkey)
    except:
        accepted.close()
        raise


def _digest_of(message):
    """The name of the digest that begins a challenge or an answer, and the rest; '' if it is of the old kind."""
    if len(message) in (_OLD_CHALLENGE_LENGTH, _MD5_LENGTH):
        return '', message
    end = message.find(b'}', 1, 10)
    if message.startswith(b'{') and end > 0:
        for name in _DIGESTS:
            if message[1:end] == name.encode('ascii'):
                return name, message[end + 1:]
    raise AuthenticationError('unsupported message length, missing digest prefix, or unsupported digest: message=%r' % (message,))


def _check_key(authkey):
    if not isinstance(authkey, bytes):
        raise ValueError('Authkey must be bytes, not %s' % type(authkey))


def _verify(authkey, message, response):
    name, mac = _digest_of(response)
    name = name or 'md5'
    try:
        expected = bytes(_hmac(name, bytes(authkey), message))
    except ValueError:
        raise AuthenticationError('response_digest=%r unsupported' % name)
    if len(expected) != len(mac):
        raise AuthenticationError('expected %r of length %d got %d' % (name, len(expected), len(mac)))
    if not _sockets.isEqual(expected, mac):
        raise AuthenticationError('digest received was wrong')


def deliver_challenge(connection, authkey, digest_name='sha256'):
    """Let the other end prove that it knows the key. Raises `AuthenticationError` if it does not."""
    _check_key(authkey)
    assert _module.MESSAGE_LENGTH > _OLD_CHALLENGE_LENGTH, 'protocol constraint'
    message = b'{' + digest_name.encode('ascii') + b'}' + os.urandom(_module.MESSAGE_LENGTH)
    connection.send_bytes(CHALLENGE + message)
    response = connection.recv_bytes(256)
    try:
        _verify(authkey, message, response)
    except AuthenticationError:
        connection.send_bytes(FAILURE)
        raise
    connection.send_bytes(WELCOME)


def answer_challenge(connection, authkey):
    """Prove to the other end that the key is known here. Raises `AuthenticationError` if it is not satisfied."""
    _check_key(authkey)
    message = connection.recv_bytes(256)
    if not message.startswith(CHALLENGE):
        raise AuthenticationError('Protocol error, expected challenge: message=%r' % (message,))
    message = message[len(CHALLENGE):]
    if len(message) < _OLD_CHALLENGE_LENGTH:
        raise AuthenticationError('challenge too short: %d bytes' % len(message))
    connection.send_bytes(_answer(authkey, message))
    if connection.recv_bytes(256) != WELCOME:
        raise AuthenticationError('digest sent was rejected')


def _answer(authkey, message):
    name = _digest_of(message)[0]
    if not name:
        try:
            return bytes(_hmac('md5', bytes(authkey), message))
        except ValueError:
            name = 'sha256'     # there is no MD5 here, by policy
    return b'{' + name.encode('ascii') + b'}' + bytes(_hmac(name, bytes(authkey), message))


class ConnectionWrapper(object):
    """A connection with other functions than those of pickle."""

    def __init__(self, conn, dumps, loads):
        self._conn = conn
        self._dumps = dumps
        self._loads = loads
        for name in ('fileno', 'close', 'poll', 'recv_bytes', 'send_bytes'):
            setattr(self, name, getattr(conn, name))

    def send(self, obj):
        self._conn.send_bytes(self._dumps(obj))

    def recv(self):
        return self._loads(self._conn.recv_bytes())


def _xmlrpc():
    try:
        import xmlrpc.client as xmlrpclib
    except ImportError:
        import xmlrpclib
    return xmlrpclib


# In Python 2, documents of XML are bytes already.

def _xml_dumps(obj):
    document = _xmlrpc().dumps((obj,), None, None, None, 1)
    return document if isinstance(document, bytes) else document.encode('utf-8')


def _xml_loads(data):
    (obj,), _ = _xmlrpc().loads(data if bytes is str else data.decode('utf-8'))
    return obj


class XmlListener(Listener):
    """A listener whose connections send XML-RPC."""

    def accept(self):
        return ConnectionWrapper(Listener.accept(self), _xml_dumps, _xml_loads)


def XmlClient(*args, **kwds):
    """Return a connection to a listener that sends XML-RPC."""
    return ConnectionWrapper(Client(*args, **kwds), _xml_dumps, _xml_loads)


# Where users find them.
for _public in (arbitrary_address, address_type, Listener, SocketListener, SocketClient, Client, deliver_challenge,
                answer_challenge, ConnectionWrapper, XmlListener, XmlClient):
    _public.__module__ = 'multiprocessing.connection'
