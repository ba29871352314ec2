"""Listeners, clients and their connections."""
import array
import multiprocessing as mp
import os
import pickle
import socket
import threading
from multiprocessing import AuthenticationError, connection
from multiprocessing.connection import Client, Listener, wait

from helpers import LONG, SHORT, in_child, pytest
from peers import FAMILIES, KEY, Thread, connected


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
