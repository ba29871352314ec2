"""What tests of listeners and clients need."""
import multiprocessing as mp
import subprocess
import threading
from multiprocessing.connection import Client, Listener

from helpers import LONG

FAMILIES = ['AF_INET', 'AF_UNIX']
KEY = b'a key'


def _works(python):
    try:
        process = subprocess.Popen([python, '-c', ''], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.communicate()
        return process.returncode == 0
    except OSError:
        return False


# Up to 3.11 the handshake is that with MD5. Children import this module too.
PEERS = []
if mp.current_process().name == 'MainProcess':
    PEERS = [name for name in ('python3', 'python3.10', 'python3.12') if _works(name)]


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


def send_all(peer, data):
    if data:    # GraalPy's own sockets cannot send nothing
        peer.sendall(data)
