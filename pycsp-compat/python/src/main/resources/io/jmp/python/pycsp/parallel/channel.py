"""Channels and their ends."""
from _jmp_host import kernel as _kernel
from pycsp.parallel import _network
from pycsp.parallel.exceptions import InfoException
from pycsp.parallel.process import current

__all__ = ['Channel', 'ChannelEnd', 'ChannelEndRead', 'ChannelEndWrite', 'retire', 'poison', 'READ', 'WRITE']

READ, WRITE = 0, 1

_csp = _kernel.csp
_read, _write = _csp.read, _csp.write
_reader, _writer, _poison, _retire = _csp.reader, _csp.writer, _csp.poison, _csp.retire

MAX_NAME = 32

# What another interpreter's message looks like before it is unpickled.
_Foreign = type(_csp.place())


def retire(*ends):
    """Let channel ends leave their channels; lists of ends are taken too. Raises `InfoException` for a `Channel`."""
    for end in _each(ends, 'retire'):
        end.retire()


def poison(*ends):
    """Poison the channels of ends; lists of ends are taken too. Raises `InfoException` for a `Channel`."""
    for end in _each(ends, 'poison'):
        end.poison()


def _each(ends, what):
    for end in ends:
        if isinstance(end, (list, tuple)):
            for inner in _each(end, what):
                yield inner
        elif hasattr(end, what) and hasattr(end, 'isReader'):
            yield end
        else:
            raise InfoException('only channel ends can be passed to %s, and lists of them: %r is none' % (what, end))


class Channel(object):
    """A channel for any number of readers and writers; each message goes to one reader.

    `name` has at most 32 characters and must not have been used by the same process before. With a `buffer`, so many writes
    complete before they are read; without, a write waits for its reader. `connect` is the address `(host, port)` of a
    channel with this name that another interpreter hosts: it waits for that channel as long as `SOCKETS_CONNECT_TIMEOUT` says, then
    raises `ChannelConnectException`. When that interpreter is lost, operations raise `ChannelLostException`.

    Raises `InfoException` for a name that is taken or too long, for a negative `buffer`, for `connect` without a name, and for `connect` with a buffer.
    """

    def __init__(self, name=None, buffer=0, connect=None):
        if isinstance(name, bytes) and not isinstance(name, str):
            name = name.decode()
        if int(buffer) < 0:
            raise InfoException('a channel cannot hold %d messages' % buffer)
        if connect is not None:
            if name is None:
                raise InfoException('a channel that is hosted elsewhere is found by its name: give one')
            if buffer:
                raise InfoException('the buffer of a channel is given where it is hosted, not where it is connected to')
        if name is not None:
            if len(name) > MAX_NAME:
                raise InfoException('the name of a channel has at most %d characters: %r' % (MAX_NAME, name))
            if connect is None and name in current().channel_names:
                raise InfoException('this process has a channel named %r already' % (name,))
        if connect is not None:
            self._handle = _network.connect(name, connect)
        else:
            self._handle = _csp.channel(name, int(buffer))
            if name is not None:
                _network.named(self._handle)
                current().channel_names.add(name)

    @property
    def name(self):
        """What identifies it."""
        return _csp.name(self._handle)

    @property
    def address(self):
        """Where it is hosted, as `(host, port)`. The first time that an interpreter asks, it begins to host its channels, where
        `Configuration` says. Raises `ChannelBindException` if that cannot be."""
        return _network.address(self._handle)

    @property
    def buffer(self):
        """The number of messages that it holds."""
        return _csp.capacity(self._handle)

    def reader(self):
        """Join as one more reader; return the reading end. `+channel` is the same."""
        return ChannelEndRead(_reader(self._handle), self)

    def writer(self):
        """Join as one more writer; return the writing end. `-channel` is the same."""
        return ChannelEndWrite(_writer(self._handle), self)

    __pos__ = reader
    __neg__ = writer

    def __mul__(self, count):
        return [self] + [Channel(buffer=self.buffer) for _ in range(int(count) - 1)]

    __rmul__ = __mul__

    def disconnect(self):
        """Does nothing: a connection to another JVM is that of the ends. Disconnect those."""

    def __reduce__(self):
        from multiprocessing import _parcel
        end = self.reader()
        try:
            _share(end)
        finally:
            end.retire()
        return _rebuild_channel, (_parcel.share(self._handle),)

    def __repr__(self):
        return '<Channel named %s>' % self.name


class ChannelEnd(object):
    """What reading and writing ends have in common. An end may be sent over channels and given to processes."""
    __slots__ = ('_handle', '_channel', '__weakref__')
    _op = None

    def __init__(self, handle, channel=None):
        self._handle = handle
        self._channel = channel

    @property
    def channel(self):
        """The channel of this end."""
        if self._channel is None:
            self._channel = _channel(_csp.channelOf(self._handle))
        return self._channel

    def isReader(self):
        """Whether it is a reading end."""
        return self._op == READ

    def isWriter(self):
        """Whether it is a writing end."""
        return self._op == WRITE

    def poison(self):
        """Poison the channel: from now on, every operation on it raises `ChannelPoisonException`, also those that wait. What
        it holds is lost. Does nothing the second time."""
        _poison(self._handle)

    def retire(self):
        """Leave the channel. Operations on this end raise `ChannelRetireException` from now on; when the last reader or the
        last writer has left, so do operations on the other side, after what the channel holds. Does nothing the second time."""
        _retire(self._handle)

    def disconnect(self):
        """Let the connection to another JVM go until the end is used again; that JVM keeps the end for it, and does not notice
        should this one die. Does nothing for a channel of this JVM."""
        _network.disconnect(self._handle)

    def __lt__(self, other):
        return id(self) < id(other)

    def __reduce__(self):
        from multiprocessing import _parcel
        _share(self)
        return _rebuild_end, (_parcel.share(self._handle),)

    def __repr__(self):
        return '<%s on channel named %s>' % (type(self).__name__, self.channel.name)


class ChannelEndRead(ChannelEnd):
    """A reading end: calling it reads a message, waiting for one.

    Raises `ChannelPoisonException` if the channel is poisoned, `ChannelRetireException` if this end or the last writer has
    retired, and `ChannelLostException` if the JVM of the channel's host or of the last writer is lost.
    """
    __slots__ = ()
    _op = READ

    def __call__(self):
        message = _read(self._handle)
        if type(message) is _Foreign:
            return received(message)
        return None if message is None else message     # Java's null is a None of another type


class ChannelEndWrite(ChannelEnd):
    """A writing end: calling it with a message writes it, waiting for a reader or for room in the buffer.

    In the same interpreter the reader gets the message itself, else a copy. Raises as `ChannelEndRead`, and what pickling
    raises if the channel has ends in other interpreters and the message cannot be pickled.
    """
    __slots__ = ()
    _op = WRITE

    def __call__(self, message):
        if not _write(self._handle, message):
            _write(self._handle, pickled(message))


def received(message):
    """A message that was read; if it came from another interpreter, it is unpickled."""
    parcel = _csp.parcelOf(message)
    if parcel is None:
        return message
    from multiprocessing._parcel import loads
    return loads(parcel)


def pickled(message):
    """A message for a channel that has ends in other interpreters, as the kernel takes it."""
    from multiprocessing._parcel import dumps
    data, refs = dumps(message)
    return _csp.message(message, data, refs)


def _share(end):
    """Another interpreter is going to have an end: what this one has written before has to be pickled for it."""
    for message in _csp.share(end._handle):
        _pickle(message)


def _pickle(message):
    from multiprocessing._parcel import dumps
    value = _csp.valueOf(message)
    data, refs = dumps(None if value is None else value)
    _csp.pickled(message, data, refs)


def _pickle_number(number, _):
    """Pickle a message that a reader in another interpreter has got; what the kernel calls in the reader's thread."""
    try:
        _pickle(_csp.unpickled(number))
    except Exception:
        import sys
        import traceback
        sys.stderr.write('A message could not be sent to another interpreter:\n' + traceback.format_exc())


_csp.usePickler(_pickle_number)


def _channel(handle):
    channel = Channel.__new__(Channel)
    channel._handle = handle
    return channel


def _rebuild_channel(index):
    from multiprocessing import _parcel
    return _channel(_parcel.shared(index))


def _rebuild_end(index):
    from multiprocessing import _parcel
    handle = _parcel.shared(index)
    return (ChannelEndRead if _csp.isReader(handle) else ChannelEndWrite)(handle)
