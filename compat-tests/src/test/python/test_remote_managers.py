"""Managers with an address, also with a real CPython at the other end."""
import multiprocessing as mp
import os
import queue
import socket
import subprocess
import sys
import threading
from multiprocessing import AuthenticationError, connection
from multiprocessing.managers import BaseManager, BaseProxy, ListProxy, RemoteError, SyncManager

from helpers import LONG, in_child, on_jmp, pytest
from peers import KEY, PEERS, Thread, send_all


class Counter(object):
    def __init__(self, start=0):
        self.n = start

    def add(self, n=1):
        self.n += n
        return self.n

    def fail(self):
        raise KeyError('no')

    def unsendable(self):
        return threading.Lock()

    def stop(self):
        sys.exit(3)

    def items(self):
        return [1, 2, 3]

    def __repr__(self):
        return 'Counter(%d)' % self.n


class OwnManager(SyncManager):
    pass


OwnManager.register('Counter', Counter, exposed=('add', 'fail', 'unsendable', 'items'), method_to_typeid={'items': 'list'})


@pytest.fixture(params=['AF_INET', 'AF_UNIX'])
def manager(request, tmp_path):
    address = ('localhost', 0) if request.param == 'AF_INET' else str(tmp_path / 'manager')
    before = mp.current_process().authkey
    # A proxy inside of another object connects with the key of its process.
    mp.current_process().authkey = KEY
    with OwnManager(address, KEY) as manager:
        yield manager
    mp.current_process().authkey = before


def client_of(address, authkey=KEY):
    client = OwnManager(address, authkey)
    client.connect()
    return client


def use(address):
    return client_of(address).Counter(5).add(2)


def test_objects(manager):
    counter = manager.Counter(3)
    assert counter.add() == 4 and counter.add(n=2) == 6 and str(counter) == 'Counter(6)'
    with pytest.raises(KeyError, match='no'):
        counter.fail()
    with pytest.raises(RemoteError, match='Unserializable message'):
        counter.unsendable()
    with pytest.raises(AttributeError):
        counter.n
    with pytest.raises(RemoteError, match='not in exposed'):
        counter._callmethod('stop')
    items = counter.items()
    assert isinstance(items, ListProxy) and items[:] == [1, 2, 3]
    items.append(4)
    assert len(items) == 4 and manager._number_of_objects() == 2
    assert 'refcount=1' in manager._debug_info()


def test_the_types_of_sync_managers(manager):
    d, l, n = manager.dict({'a': 1}), manager.list([1, 2]), manager.Namespace(x=1)
    d['b'] = 2
    n.y = [1]
    assert sorted(d.keys()) == ['a', 'b'] and sorted(d) == ['a', 'b'] and n.x == 1 and n.y == [1] and l[::-1] == [2, 1]
    q, lock, value = manager.Queue(), manager.Lock(), manager.Value('i', 1)
    q.put(5)
    with lock:
        value.value += 1
    assert q.get(timeout=LONG) == 5 and value.value == 2
    with pytest.raises(queue.Empty):
        q.get(False)
    l.append(d)
    assert l[2]['b'] == 2
    d['b'] = 3
    assert l[2]['b'] == 3
    event, array = manager.Event(), manager.Array('i', [1, 2])
    threading.Timer(0.1, event.set).start()
    assert event.wait(LONG) and array[1] == 2


@pytest.mark.parametrize('serializer', ['pickle', 'xmlrpclib'])
def test_serializers(serializer):
    values = ['text', None, True, 2.25, u'\u043f\u0440', {u'k': [1]}]
    with OwnManager(('localhost', 0), KEY, serializer) as manager:
        client = OwnManager(manager.address, KEY, serializer)
        client.connect()
        q = client.Queue()
        q.put(values)
        assert q.get(timeout=LONG) == values
        q.put((1, 2))
        assert q.get(timeout=LONG) == ((1, 2) if serializer == 'pickle' else [1, 2])
        with pytest.raises(RemoteError):
            client.Counter(5)._callmethod('stop')


def increment(counter, times):
    for _ in range(times):
        counter.add()
    return str(counter)


def test_processes_and_threads_share(manager):
    counter = manager.Counter()
    process = mp.Process(target=increment, args=(counter, 50))
    process.start()
    threads = [Thread(increment, counter, 50) for _ in range(3)]
    for thread in threads:
        thread.result()
    process.join(LONG)
    assert process.exitcode == 0 and counter.add(0) >= 150
    assert in_child(use, manager.address) == 7


def test_keys_and_states(manager):
    with pytest.raises(AuthenticationError):
        client_of(manager.address, b'wrong')
    with pytest.raises(mp.ProcessError, match='Already started server'):
        manager.start()
    with pytest.raises(mp.ProcessError, match='Already started server'):
        manager.get_server()
    assert client_of(manager.address).Counter(1).add(1) == 2
    address = manager.address
    manager.shutdown()
    with pytest.raises((ConnectionRefusedError, FileNotFoundError)):
        client_of(address)


def serve(server):
    try:
        server.serve_forever()
    except SystemExit:
        return 'exited'


def test_the_server_in_this_process():
    class Manager(BaseManager):
        pass
    shared = queue.Queue()
    Manager.register('shared', lambda: shared)
    server = Manager(('localhost', 0), KEY).get_server()
    thread = Thread(serve, server)
    client = Manager(server.address, KEY)
    client.connect()
    client.shared().put('x')
    assert shared.get(timeout=LONG) == 'x'
    server.stop_event.set()
    assert thread.result() == 'exited'


def test_noise(manager):
    if not isinstance(manager.address, tuple):
        return
    for data in (b'', b'\0', b'GET / HTTP/1.0\r\n\r\n', b'\x7f\xff\xff\xff', b'\xff' * 12, b'\0\0\0\x10' + b'x' * 16):
        with socket.create_connection(manager.address) as peer:
            send_all(peer, data)
    with socket.create_connection(manager.address):      # a silent peer
        with connection.Client(manager.address, authkey=KEY) as client:
            client.send_bytes(b'no pickle')
            assert client.recv()[0] == '#TRACEBACK'
        with connection.Client(manager.address, authkey=KEY) as client:
            client.send((None, 'serve_forever', (), {}))
            kind, text = client.recv()
            assert kind == '#TRACEBACK' and 'unrecognized' in text
        assert manager.Counter(1).add() == 2


# --- a real CPython at the other end ---------------------------------------------------------------------------------

PEER_CLIENT = '''
import sys
from multiprocessing import AuthenticationError
from multiprocessing.managers import SyncManager, RemoteError
class M(SyncManager): pass
M.register('Counter')
address = eval(sys.argv[1])
try:
    M(address, b'wrong').connect()
except AuthenticationError:
    pass
else:
    assert 0
m = M(address, b'a key')
m.connect()
import multiprocessing; multiprocessing.current_process().authkey = b'a key'
c = m.Counter(3)
assert c.add() == 4 and str(c) == 'Counter(4)'
try:
    c.fail()
except KeyError:
    pass
try:
    c.unsendable()
except RemoteError:
    pass
assert c.items()[:] == [1, 2, 3]
d = m.dict(); d['x'] = c
assert d['x'].add() == 5 and list(d) == ['x'] and list(d.keys()) == ['x']
q = m.Queue(); q.put([1]); assert q.get() == [1]
l = m.list([3, 1]); l.sort(); assert l[:] == [1, 3]
n = m.Namespace(); n.a = 5; assert n.a == 5
print('good')
'''

PEER_SERVER = '''
import sys
from multiprocessing.managers import SyncManager
class Counter:
    def __init__(self, n=0): self.n = n
    def add(self, n=1): self.n += n; return self.n
    def fail(self): raise KeyError('no')
    def items(self): return [1, 2, 3]
class M(SyncManager): pass
M.register('Counter', Counter, exposed=('add', 'fail', 'items'), method_to_typeid={'items': 'list'})
if __name__ == '__main__':
    address = ('localhost', 0) if sys.argv[1] == 'AF_INET' else None
    s = M(address, b'a key').get_server()
    print(repr(s.address)); sys.stdout.flush()
    s.serve_forever()
'''


@pytest.mark.parametrize('python', PEERS)
def test_cpython_as_client(manager, python):
    process = subprocess.Popen([python, '-c', PEER_CLIENT, repr(manager.address)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate()
    assert (process.returncode, out.decode()) == (0, 'good\n'), err.decode()
    assert manager.Counter(1).add() == 2


@pytest.mark.parametrize('family', ['AF_INET', 'AF_UNIX'])
@pytest.mark.parametrize('python', PEERS)
def test_cpython_as_server(python, family):
    process = subprocess.Popen([python, '-c', PEER_SERVER, family], stdout=subprocess.PIPE)
    address = eval(process.stdout.readline().decode())
    before = mp.current_process().authkey
    try:
        mp.current_process().authkey = KEY
        with pytest.raises(AuthenticationError):
            client_of(address, b'wrong')
        client = client_of(address)
        counter = client.Counter(3)
        assert counter.add() == 4 and counter.items()[:] == [1, 2, 3]
        with pytest.raises(KeyError):
            counter.fail()
        d = client.dict()
        d['x'] = counter
        assert d['x'].add() == 5 and list(d) == ['x'] and list(d.keys()) == ['x']
        q = client.Queue()
        q.put([1])
        assert q.get() == [1]
        n = client.Namespace()
        n.a = 5
        assert n.a == 5 and 'refcount' in client._debug_info()
        with connection.Client(address, authkey=KEY) as conn:
            conn.send((None, 'shutdown', (), {}))
            assert conn.recv() == ('#RETURN', None)
    finally:
        mp.current_process().authkey = before
    process.stdout.close()
    assert process.wait() == 0
