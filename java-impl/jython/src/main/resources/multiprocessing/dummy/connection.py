"""Connections of threads: an object that is sent is the object that arrives."""
from Queue import Empty, Queue

__all__ = ['Client', 'Listener', 'Pipe']
families = [None]


class Listener(object):
    """Takes connections of threads of the same process."""

    def __init__(self, address=None, family=None, backlog=1):
        self._backlog_queue = Queue(backlog)

    def accept(self):
        """Wait for a client; return the connection to it."""
        return Connection(*self._backlog_queue.get())

    def close(self):
        self._backlog_queue = None

    address = property(lambda self: self._backlog_queue)


def Client(address):
    """Connect to a listener's address."""
    _in, _out = Queue(), Queue()
    address.put((_out, _in))
    return Connection(_in, _out)


def Pipe(duplex=True):
    """Return two connected connections."""
    a, b = Queue(), Queue()
    return Connection(a, b), Connection(b, a)


class Connection(object):
    """One end of a pipe."""

    def __init__(self, _in, _out):
        self._in, self._out = _in, _out
        self.send = self.send_bytes = _out.put
        self.recv = self.recv_bytes = _in.get

    def poll(self, timeout=0.0):
        """Whether there is something to receive, within `timeout` seconds."""
        if self._in.qsize() > 0:
            return True
        if timeout is not None and timeout <= 0.0:
            return False
        try:
            item = self._in.get(True, timeout)
        except Empty:
            return False
        with self._in.mutex:
            self._in.queue.appendleft(item)
            self._in.not_empty.notify()
        return True

    def close(self):
        pass
