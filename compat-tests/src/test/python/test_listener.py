"""Listeners, clients and the handshake; also with a real CPython at the other end."""
import array
import hashlib
import hmac
import multiprocessing as mp
import os
import pickle
import random
import socket
import struct
import subprocess
import threading
from multiprocessing import AuthenticationError, connection
from multiprocessing.connection import Client, Listener, answer_challenge, deliver_challenge, wait

from helpers import LONG, SHORT, in_child, on_jmp, pytest

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


# --- listeners and clients -------------------------------------------------------------------------------------------

@pytest.mark.parametrize('authkey', [None, KEY])
@pytest.mark.parametrize('family', FAMILIES)
def test_both_ways(family, authkey):
    server, client = connected(family, authkey)
    with server, client:
        for item in (1, 'two', [3, None], {'a': 1.5}, b'x' * 100):
            client.send(item)
            assert server.recv() == item
            server.send([item])
            assert client.recv() == [item]


def test_addresses():
    with Listener(('localhost', 0)) as listener:
        host, port = listener.address
        assert host == '127.0.0.1' and port > 0 and listener.last_accepted is None
        with Client(listener.address) as client, listener.accept() as server:
            assert listener.last_accepted[0] == '127.0.0.1' and listener.last_accepted[1] != port
            client.send(1)
            assert server.recv() == 1
    with Listener() as listener:
        path = listener.address
        assert connection.address_type(path) == 'AF_UNIX' and os.path.exists(path)
        with Client(path), listener.accept():
            assert listener.last_accepted == ''
    assert not os.path.exists(path)
    with pytest.raises(AttributeError):
        listener.address
    with pytest.raises(OSError, match='listener is closed'):
        listener.accept()
    listener.close()
    assert connection.families[:2] == ['AF_INET', 'AF_UNIX'] and connection.default_family == 'AF_UNIX'


def test_a_path_of_ones_own(tmp_path):
    path = str(tmp_path / 'socket')
    with Listener(path) as listener:
        assert listener.address == path
        with pytest.raises(OSError, match='Address already in use') as info:
            Listener(path)
        assert info.value.errno == 98
        Client(path, 'AF_UNIX').close()
        listener.accept().close()
    assert not os.path.exists(path)


def test_address_type():
    assert connection.address_type(('localhost', 1)) == 'AF_INET'
    assert connection.address_type('/tmp/x') == 'AF_UNIX'
    assert connection.address_type('\\\\.\\pipe\\x') == 'AF_PIPE'
    with pytest.raises(ValueError, match='unrecognized'):
        connection.address_type(b'/tmp/x')
    with pytest.raises(ValueError, match='AF_PIPE is not recognized'):
        Listener('\\\\.\\pipe\\x')
    with pytest.raises(ValueError, match='unrecognized family'):
        connection.arbitrary_address('AF_NONE')


def test_nobody_listens(tmp_path):
    with Listener(family='AF_INET') as listener:
        address = listener.address
    with pytest.raises(ConnectionRefusedError) as info:
        Client(address)
    assert info.value.errno == 111
    with pytest.raises(FileNotFoundError) as info:
        Client(str(tmp_path / 'missing'))
    assert info.value.errno == 2
    with pytest.raises(OSError, match='Address already in use'):
        with Listener(family='AF_INET') as listener:
            Listener(listener.address)
    with pytest.raises(OSError, match='AF_UNIX path too long'):
        Listener('/tmp/' + 'x' * 200)
    with pytest.raises(OverflowError, match='port must be 0-65535'):
        Client(('localhost', 65536))
    with pytest.raises(socket.gaierror):
        Client(('no.such.host.invalid', 1))


def test_a_key_is_bytes():
    with pytest.raises(TypeError, match='authkey should be a byte string'):
        Listener(authkey='text')
    with Listener() as listener:
        with pytest.raises(TypeError, match='authkey should be a byte string'):
            Client(listener.address, authkey=u'text')


@pytest.mark.parametrize('family', FAMILIES)
def test_a_wrong_key(family):
    with Listener(family=family, authkey=KEY) as listener:
        client = Thread(Client, listener.address, family, b'wrong')
        with pytest.raises(AuthenticationError, match='^digest received was wrong$'):
            listener.accept()
        with pytest.raises(AuthenticationError, match='^digest sent was rejected$'):
            client.result()
        client = Thread(Client, listener.address, family, KEY)
        with listener.accept() as server, client.result() as connected:
            connected.send('next')
            assert server.recv() == 'next'


# --- connections -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('family', FAMILIES)
def test_bytes(family):
    server, client = connected(family)
    with server, client:
        client.send_bytes(b'0123456789', 2, 3)
        client.send_bytes(b'')
        client.send_bytes(array.array('i', [1, 2]))
        assert server.recv_bytes() == b'234' and server.recv_bytes(0) == b''
        numbers = array.array('i', [0, 0, 0])
        assert server.recv_bytes_into(numbers, 4) == 8 and list(numbers) == [0, 1, 2]
        client.send_bytes(b'abc')
        with pytest.raises(mp.BufferTooShort) as info:
            server.recv_bytes_into(bytearray(2))
        assert info.value.args == (b'abc',)
        large = os.urandom(1 << 20) * 5
        sender = Thread(client.send_bytes, large)
        assert server.recv_bytes() == large
        sender.result()
        client.send_bytes(b'abc')
        with pytest.raises(OSError, match='bad message length'):
            server.recv_bytes(2)
        assert server.writable and not server.readable
        server.send('still')
        assert client.recv() == 'still'


def test_poll_and_wait():
    server, client = connected('AF_INET')
    receiver, sender = mp.Pipe(False)
    queue = mp.Queue()
    process = mp.Process(target=client.poll, args=(LONG,))
    process.start()
    everything = [server, receiver, queue._reader, process.sentinel]
    with server, client:
        assert not server.poll() and not server.poll(SHORT)
        assert wait(everything, SHORT) == []
        threading.Timer(SHORT, client.send, ('x',)).start()
        assert wait(everything, LONG) == [server]
        assert server.poll() and server.recv() == 'x'
        sender.send(1)
        queue.put(1)
        assert wait([receiver], LONG) and wait([queue._reader], LONG)
        assert set(wait(everything, LONG)) == set([receiver, queue._reader])
        server.send('y')
        process.join(LONG)
        assert set(wait(everything, LONG)) == set([receiver, queue._reader, process.sentinel])
        assert client.recv() == 'y'
        queue.get()


@pytest.mark.parametrize('family', FAMILIES)
def test_the_end(family):
    server, client = connected(family)
    client.send('last')
    client.close()
    assert server.recv() == 'last' and server.poll(LONG)
    for _ in range(2):
        with pytest.raises(EOFError):
            server.recv()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for _ in range(1000):
            server.send_bytes(b'x' * 100000)
    server.close()
    assert server.closed
    for use in (server.recv, server.poll, lambda: server.send(1), server.__enter__().fileno):
        with pytest.raises(OSError):
            use()


def test_unpicklable_and_unloadable():
    server, client = connected('AF_INET')
    with server, client:
        with pytest.raises(TypeError):
            client.send(threading.Lock())
        with pytest.raises(RuntimeError):
            client.send(mp.Lock())
        client.send_bytes(b'no pickle')
        with pytest.raises(Exception):
            server.recv()
        client.send('next')
        assert pickle.loads(server.recv_bytes()) == 'next'


def echo(server):
    for item in iter(server.recv, None):
        server.send([item, os.getpid()])
    server.close()


def talk(address, authkey):
    with Client(address, authkey=authkey) as client:
        client.send(os.getpid())
        return client.recv()


@pytest.mark.parametrize('family', FAMILIES)
def test_other_processes(family):
    server, client = connected(family, KEY)
    process = mp.Process(target=echo, args=(server,))
    process.start()
    server.close()
    client.send('x')
    assert client.recv() == ['x', process.pid]
    client.send(None)
    with pytest.raises(EOFError):
        client.recv()
    process.join(LONG)
    client.close()
    with Listener(family=family, authkey=KEY) as listener:
        child = Thread(in_child, talk, listener.address, KEY)
        with listener.accept() as server:
            pid = server.recv()
            server.send('for %d' % pid)
            assert child.result() == 'for %d' % pid


def accept(address, ready):
    with Listener(address) as listener:
        ready.set()
        listener.accept().recv()


@pytest.mark.parametrize('connects', [False, True])
def test_a_process_that_waits_can_be_killed(connects, tmp_path):
    path, ready = str(tmp_path / 'socket'), mp.Event()
    process = mp.Process(target=accept, args=(path, ready))
    process.start()
    assert ready.wait(LONG)
    if connects:
        client = Client(path)
    process.kill()
    process.join(LONG)
    assert process.exitcode == -9
    if connects:
        with pytest.raises((EOFError, ConnectionResetError)):
            client.recv()
        client.close()
    with pytest.raises(ConnectionRefusedError):
        Client(path)


# --- the handshake, byte by byte --------------------------------------------------------------------------------------

class Script(object):
    """A connection whose other end says what the test wants."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.sent = []

    def send_bytes(self, data):
        self.sent.append(data)

    def recv_bytes(self, size):
        assert size == 256
        reply = self.replies.pop(0)
        return reply(self.sent[-1]) if callable(reply) else reply


def old(challenge):
    return hmac.new(KEY, challenge[len(b'#CHALLENGE#'):], 'md5').digest()


def new(name):
    return lambda challenge: b'{' + name.encode('ascii') + b'}' + hmac.new(
        KEY, challenge[len(b'#CHALLENGE#'):], getattr(hashlib, name)).digest()


def test_answers_of_old_servers():
    challenge = b'#CHALLENGE#' + b'x' * 20
    script = Script(challenge, b'#WELCOME#')
    answer_challenge(script, KEY)
    assert script.sent == [old(challenge)]


def test_delivers_to_old_clients():
    script = Script(old)
    deliver_challenge(script, KEY)
    assert script.sent[1] == b'#WELCOME#'


if on_jmp:
    # CPython 3.12 does the same; the CPython that runs these tests may be older.

    @pytest.mark.parametrize('name', ['md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384'])
    def test_new_digests(name):
        challenge = b'#CHALLENGE#{' + name.encode('ascii') + b'}' + b'x' * 40
        script = Script(challenge, b'#WELCOME#')
        answer_challenge(script, KEY)
        assert script.sent == [new(name)(challenge)]
        script = Script(new(name))
        deliver_challenge(script, KEY, name)
        assert script.sent[0].startswith(b'#CHALLENGE#{' + name.encode('ascii') + b'}') and script.sent[1] == b'#WELCOME#'

    @pytest.mark.parametrize('answer', [b'', b'x' * 17, b'{sha256}short', b'{crc}' + b'x' * 40, b'{sha256' + b'x' * 40])
    def test_answers_that_are_none(answer):
        script = Script(answer)
        with pytest.raises(AuthenticationError):
            deliver_challenge(script, KEY)
        assert script.sent[1:] == [b'#FAILURE#']

    @pytest.mark.parametrize('challenge', [b'', b'hello', b'#CHALLENGE#short', b'#CHALLENGE#{crc}' + b'x' * 40])
    def test_challenges_that_are_none(challenge):
        with pytest.raises(AuthenticationError):
            answer_challenge(Script(challenge), KEY)

    @pytest.mark.parametrize('start', [b'', b'\0\0', struct.pack('!i', 16) + b'x'])
    def test_half_a_handshake(start, monkeypatch):
        monkeypatch.setattr(connection, 'CONNECTION_TIMEOUT', 0.3)
        with Listener(('localhost', 0), authkey=KEY) as listener:
            silent = socket.create_connection(listener.address)
            send_all(silent, start)
            with pytest.raises(AuthenticationError, match='no answer to the challenge within 0.3 seconds'):
                listener.accept()
            monkeypatch.undo()
            client = Thread(Client, listener.address, None, KEY)
            with listener.accept(), client.result():
                silent.close()


def test_wrong_answers():
    script = Script(b'x' * 16)
    with pytest.raises(AuthenticationError, match='digest received was wrong'):
        deliver_challenge(script, KEY)
    assert script.sent[1:] == [b'#FAILURE#']
    with pytest.raises(AuthenticationError, match='digest sent was rejected'):
        answer_challenge(Script(b'#CHALLENGE#' + b'x' * 20, b'#FAILURE#'), KEY)


# --- noise -----------------------------------------------------------------------------------------------------------

def send_all(peer, data):
    if data:    # GraalPy's own sockets cannot send nothing
        peer.sendall(data)


def noise(chance):
    """What a peer sends that is no multiprocessing: lengths, some of them absurd, and bytes."""
    data = b''
    for _ in range(chance.randrange(4)):
        length = chance.choice([0, 1, 16, 20, 256, 257, 0x7fffffff, -1, -2, -0x80000000, chance.randrange(1 << 16)])
        data += struct.pack('!i', length)
        if length == -1:
            data += struct.pack('!Q', chance.choice([1, 256, 1 << 31, 1 << 40, (1 << 64) - 1]))
        data += os.urandom(chance.choice([0, 1, 16, 20, 300]))
    return data


def test_noise(monkeypatch):
    monkeypatch.setattr(connection, 'CONNECTION_TIMEOUT', 2.0)
    chance = random.Random(3)
    with Listener(('localhost', 0), backlog=5, authkey=KEY) as listener:
        for _ in range(60):
            with socket.create_connection(listener.address) as peer:
                send_all(peer, noise(chance))
                if chance.random() < 0.5:
                    peer.close()    # with a challenge unread: the connection is reset
                else:
                    peer.shutdown(socket.SHUT_WR)
                with pytest.raises((AuthenticationError, EOFError, OSError)):
                    listener.accept()
        client = Thread(Client, listener.address, None, KEY)
        with listener.accept() as server, client.result() as good:
            good.send('served')
            assert server.recv() == 'served'


def test_noise_after_the_handshake():
    chance = random.Random(4)
    with Listener(('localhost', 0), backlog=5) as listener:
        for _ in range(60):
            with socket.create_connection(listener.address) as peer, listener.accept() as server:
                send_all(peer, noise(chance))
                peer.shutdown(socket.SHUT_WR)
                with pytest.raises((EOFError, OSError)):
                    while True:
                        # CPython takes a negative length for an empty message, and allocates what a length promises.
                        server.recv_bytes(1 << 16)


# --- a real CPython at the other end ---------------------------------------------------------------------------------

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
