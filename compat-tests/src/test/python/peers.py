"""What tests of listeners and clients need."""
import threading
from multiprocessing.connection import Client, Listener

from helpers import LONG

FAMILIES = ['AF_INET', 'AF_UNIX']
KEY = b'a key'


class Thread(threading.Thread):
    """A thread with a result."""

    def __init__(self, function, *args):
        super(Thread, self).__init__(target=self._call, args=(function, args))
        self.daemon = True
        self.start()

    def _call(self, function, args):
        self.value = self.error = None
        try:
            self.value = function(*args)
        except Exception as e:
            self.error = e

    def result(self):
        self.join(LONG)
        assert not self.is_alive(), 'the thread hangs'
        if self.error is not None:
            raise self.error
        return self.value


def connected(family, authkey=None):
    with Listener(family=family, authkey=authkey) as listener:
        client = Thread(Client, listener.address, family, authkey)
        server = listener.accept()
        return server, client.result()
