"""Listeners and clients with a real CPython at the other end."""
import subprocess
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener

from helpers import pytest
from peers import FAMILIES, KEY, PEERS, Thread

PEER_CLIENT = '''
import sys
from multiprocessing.connection import Client
from multiprocessing import AuthenticationError
address = eval(sys.argv[1])
try:
    Client(address, authkey=b'wrong')
except AuthenticationError as e:
    error = str(e)
with Client(address, authkey=b'a key') as c:
    c.send({'error': error, 'big': b'x' * 200000})
    while True:
        item = c.recv()
        if item is None:
            break
        c.send([item])
'''

PEER_SERVER = '''
import sys
from multiprocessing.connection import Listener
from multiprocessing import AuthenticationError
with Listener(family=sys.argv[1], authkey=b'a key') as l:
    print(repr(l.address)); sys.stdout.flush()
    try:
        l.accept()
    except AuthenticationError as e:
        error = str(e)
    with l.accept() as c:
        c.send({'error': error, 'big': b'x' * 200000})
        for item in iter(c.recv, None):
            c.send([item])
'''

VALUES = [1, 2.5, 'text', b'bytes', [None, True], {'k': (1, 2)}, 1 << 100, b'y' * 300000]


def check_peer(peer):
    first = peer.recv()
    assert len(first['big']) == 200000
    for value in VALUES:
        peer.send(value)
        assert peer.recv() == [value]
    peer.send(None)
    return first['error']


@pytest.mark.parametrize('family', FAMILIES)
@pytest.mark.parametrize('python', PEERS)
def test_cpython_as_client(python, family):
    with Listener(family=family, authkey=KEY) as listener:
        process = subprocess.Popen([python, '-c', PEER_CLIENT, repr(listener.address)])
        with pytest.raises(AuthenticationError, match='digest received was wrong'):
            Thread(listener.accept).result()
        with Thread(listener.accept).result() as peer:
            assert check_peer(peer) == 'digest sent was rejected'
        assert process.wait() == 0


@pytest.mark.parametrize('family', FAMILIES)
@pytest.mark.parametrize('python', PEERS)
def test_cpython_as_server(python, family):
    process = subprocess.Popen([python, '-c', PEER_SERVER, family], stdout=subprocess.PIPE)
    address = eval(process.stdout.readline().decode())
    with pytest.raises(AuthenticationError, match='digest sent was rejected'):
        Client(address, authkey=b'wrong')
    with Client(address, authkey=KEY) as peer:
        assert check_peer(peer) == 'digest received was wrong'
    process.stdout.close()
    assert process.wait() == 0
