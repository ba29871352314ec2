"""Connections: the ends of pipes and of sockets, listeners, and waiting for many things at once."""
import sys

from ._kernel import kernel
from ._parcel import dumps as _dumps, loads as _loads, share as _share, shared as _shared

__all__ = ['Client', 'Listener', 'Pipe', 'wait']

BUFSIZE = 8192
# How many seconds a listener waits for a client's part of the handshake.
CONNECTION_TIMEOUT = 20.0
# How many random bytes are in a challenge; more than 20.
MESSAGE_LENGTH = 40

default_family = 'AF_UNIX'
families = ['AF_INET', 'AF_UNIX']

_pipes = kernel.pipes
_send, _receive, _poll = _pipes.send, _pipes.receive, _pipes.poll


def _flat(buf):
    """The bytes of an object, as a sequence of them."""
    view = memoryview(buf)
    return view if view.itemsize == 1 and view.ndim == 1 else view.cast('B')


def _write(buf, view, offset, content):
    """Write into an object of which `_flat` made a view."""
    with view:
        view[offset:offset + len(content)] = content


if sys.version_info[0] == 2:
    from ._python2 import flat as _flat, write as _write


class Connection(object):
    """One end of a pipe or of a socket, in one process. Safe for threads.

    What is sent over a socket is a plain pickle: objects that processes share raise `RuntimeError`. When all processes that
    held the other end have closed it or ended, receiving raises `EOFError` after what was sent, and sending raises
    `BrokenPipeError`.
    """

    def __init__(self, handle, readable=True, writable=True):
        if isinstance(handle, int):
            handle = _no_descriptor(handle)
        self._handle = handle

    def __reduce__(self):
        return _rebuild_connection, (_share(_pipes.depart(self._handle)),)

    @property
    def closed(self):
        """Whether this end is closed."""
        return _pipes.closed(self._handle)

    @property
    def readable(self):
        """Whether this end receives."""
        return _pipes.readable(self._handle)

    @property
    def writable(self):
        """Whether this end sends."""
        return _pipes.writable(self._handle)

    def fileno(self):
        """Raise `OSError`: a connection of the JVM has no file descriptor. `wait` takes the connection itself."""
        raise OSError('a connection of the JVM has no file descriptor')

    def close(self):
        """Close this end."""
        _pipes.close(self._handle)

    def send(self, obj):
        """Send an object. Raises what pickling raises, `BrokenPipeError` if nobody can receive it, `OSError` if closed."""
        data, refs = _dumps(obj)
        _send(self._handle, data, refs)

    def recv(self):
        """Return the next object, waiting for it. Raises `EOFError` if none is left and none can come."""
        return _loads(_receive(self._handle, -1.0))

    def send_bytes(self, buf, offset=0, size=None):
        """Send bytes as one message: `size` bytes of `buf`, or all, from `offset`."""
        view = _flat(buf)
        n = len(view)
        if offset < 0:
            raise ValueError('offset is negative')
        if n < offset:
            raise ValueError('buffer length < offset')
        if size is None:
            size = n - offset
        elif size < 0:
            raise ValueError('size is negative')
        elif offset + size > n:
            raise ValueError('buffer length < offset + size')
        _send(self._handle, bytes(view[offset:offset + size]), None)

    def recv_bytes(self, maxlength=None):
        """Return the bytes of the next message.

        Raises `OSError` if they are more than `maxlength`; nothing more can be received then.
        """
        if maxlength is not None and maxlength < 0:
            raise ValueError('negative maxlength')
        if maxlength is None:
            return bytes(_receive(self._handle, -1.0))
        return bytes(_pipes.receiveAtMost(self._handle, -1.0, min(maxlength, 1 << 62)))

    def recv_bytes_into(self, buf, offset=0):
        """Receive a message into a writable buffer, from `offset`; return the number of bytes.

        Raises `BufferTooShort`, with the message in `args[0]`, if the buffer is too small.
        """
        view = _flat(buf)
        size = len(view)
        if offset < 0:
            raise ValueError('negative offset')
        if offset > size:
            raise ValueError('offset too large')
        message = bytes(_receive(self._handle, -1.0))
        if size < offset + len(message):
            from .context import BufferTooShort
            raise BufferTooShort(message)
        _write(buf, view, offset, message)
        return len(message)

    def poll(self, timeout=0.0):
        """Whether there is something to receive; waits for `timeout` seconds, for ever if that is None."""
        return _poll(self._handle, -1.0 if timeout is None else max(0.0, timeout + 0.0))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def _no_descriptor(number):
    """What a connection holds whose maker gave the number of a file descriptor: an end that is closed."""
    if number < 0:
        raise (IOError if sys.version_info[0] == 2 else ValueError)('invalid handle')
    end = _pipes.open(True)[0]
    _pipes.close(end)
    return end


def _rebuild_connection(index):
    return Connection(_pipes.arrive(_shared(index)))


def Pipe(duplex=True):
    """Return two connected `Connection` objects; if not `duplex`, the first receives and the second sends."""
    first, second = _pipes.open(duplex)
    return Connection(first), Connection(second)


def wait(object_list, timeout=None):
    """Wait until one of the objects is ready; return the list of those that are, empty after `timeout` seconds.

    Takes connections, the readers of queues, the sentinels of processes, and sockets.
    """
    objects = list(object_list)
    timeout = -1.0 if timeout is None else max(0.0, timeout + 0.0)
    foreign = [obj for obj in objects if not hasattr(obj, '_handle')]
    if foreign:
        return _wait_for_both(objects, foreign, timeout)
    handles = [_waitable(obj) for obj in objects]
    return [objects[i] for i in _pipes.waitAny(handles, timeout)]


def _waitable(obj):
    handle = obj._handle
    if isinstance(obj, Connection) and _pipes.closed(handle):
        raise OSError('handle is closed')
    return handle


def _wait_for_both(objects, foreign, timeout):
    """Wait when some objects belong to the system. Nothing wakes a thread for both kinds, so each is asked in turn."""
    import select
    import time
    for obj in foreign:
        if not hasattr(obj, 'fileno'):
            raise TypeError('cannot wait for %r: it is no connection, reader of a queue, sentinel, or socket' % (obj,))
    ours = [obj for obj in objects if hasattr(obj, '_handle')]
    clock = getattr(time, 'monotonic', time.time)
    end = None if timeout < 0 else clock() + timeout
    while True:
        left = None if end is None else max(0.0, end - clock())
        ready = select.select(foreign, (), (), 0 if ours else left)[0]
        if ours:
            moment = 0.0 if ready else 0.01 if left is None else min(0.01, left)
            ready += [ours[i] for i in _pipes.waitAny([_waitable(obj) for obj in ours], moment)]
        if ready or left == 0:
            found = set(map(id, ready))
            return [obj for obj in objects if id(obj) in found]


_IN_LISTENER = (
    'Client', 'Listener', 'SocketClient', 'SocketListener', 'XmlClient', 'XmlListener', 'ConnectionWrapper',
    'address_type', 'answer_challenge', 'arbitrary_address', 'deliver_challenge', 'CHALLENGE', 'WELCOME', 'FAILURE')


def __getattr__(name):
    """Import what needs sockets when it is first asked for: few programs do."""
    if name not in _IN_LISTENER:
        raise AttributeError('module %r has no attribute %r' % (__name__, name))
    from . import _listener
    globals().update((known, getattr(_listener, known)) for known in _IN_LISTENER)
    return globals()[name]


def __dir__():
    return sorted(set(globals()).union(_IN_LISTENER))


if sys.version_info[0] == 2:
    __getattr__('Listener')     # Python 2 does not call it
