"""What several tests of pycsp need."""
import socket
import threading

from pycsp.parallel import ChannelPoisonException, ChannelRetireException, process

LONG = 30
START = 120     # seconds that another JVM may take to start, with the machine busy
SHORT = 0.05


@process
def source(cout, messages):
    for message in messages:
        cout(message)
    cout.retire()


@process
def collect(cin, into):
    while True:
        into.append(cin())


class Background(object):
    """Calls a function in a thread of its own, where a test has to go on while it waits."""

    def __init__(self, function, *args):
        self._ended = threading.Event()
        self.result = self.error = None
        self._call = function, args
        self._thread = threading.Thread(target=self._run)
        self._thread.daemon = True
        self._thread.start()

    def _run(self):
        function, args = self._call
        try:
            self.result = function(*args)
        except Exception as e:
            self.error = e
        finally:
            self._ended.set()

    def waits(self):
        """Whether it is still not over, after a moment."""
        return not self._ended.wait(SHORT)

    def get(self, seconds=LONG):
        """What the function returned; raises what it raised."""
        assert self._ended.wait(seconds), 'the operation did not end'
        if self.error is not None:
            raise self.error
        return self.result


def free_port():
    """A port of the loopback address at which nobody listens, most probably."""
    s = socket.socket()
    try:
        s.bind(('127.0.0.1', 0))
        s.listen(1)     # before that, GraalPy has not chosen one
        return s.getsockname()[1]
    finally:
        s.close()


def outcome(function, *args):
    """What a function returns, or the name of what ended it."""
    try:
        return function(*args)
    except ChannelPoisonException:
        return 'poison'
    except ChannelRetireException:
        return 'retire'
