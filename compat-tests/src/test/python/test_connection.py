"""Pipes, and waiting for many things."""
import array
import multiprocessing as mp
import os
import socket
import struct
import sys
import threading
import time
from multiprocessing.connection import wait

from helpers import LONG, SHORT, on_jmp, pytest, run


def echo(connection):
    for item in iter(connection.recv, None):
        connection.send(item)
    connection.close()


def send(connection, *items):
    for item in items:
        connection.send(item)


def hold(connection, event):
    event.wait()


def receive_connection(connection):
    with connection.recv() as inner:
        inner.send(os.getpid())


def test_echo():
    here, there = mp.Pipe()
    process = mp.Process(target=echo, args=(there,))
    process.start()
    there.close()
    for item in (1, 'two', [3, None], b'x' * 100000, {'a': 1.5}):
        here.send(item)
        assert here.recv() == item
    here.send(None)
    with pytest.raises(EOFError):
        here.recv()
    process.join()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        here.send(1)
        here.send(2)


def test_simplex():
    receiver, sender = mp.Pipe(duplex=False)
    assert (receiver.readable, receiver.writable, sender.readable, sender.writable) == (True, False, False, True)
    with pytest.raises(OSError, match='connection is read-only'):
        receiver.send(1)
    with pytest.raises(OSError, match='connection is write-only'):
        sender.recv()
    with pytest.raises(OSError, match='connection is write-only'):
        sender.poll()
    sender.send('x')
    assert receiver.recv() == 'x'


def test_closed():
    here, there = mp.Pipe()
    assert not here.closed
    here.close()
    here.close()
    assert here.closed
    for call in (lambda: here.send(1), here.recv, here.poll, lambda: here.send_bytes(b''), here.recv_bytes):
        with pytest.raises(OSError, match='handle is closed'):
            call()
    with there as entered:
        assert entered is there
    assert there.closed


def test_bytes():
    here, there = mp.Pipe()
    there.send_bytes(b'abcdef', 2)
    there.send_bytes(b'abcdef', 1, 3)
    there.send_bytes(bytearray(b'xy'))
    there.send_bytes(memoryview(b'uvw'))
    there.send_bytes(array.array('i', [1, 2]))
    there.send_bytes(b'')
    assert [here.recv_bytes() for _ in range(6)] == [b'cdef', b'bcd', b'xy', b'uvw', struct.pack('ii', 1, 2), b'']
    for args, message in [((b'ab', -1), 'offset is negative'), ((b'ab', 3), 'buffer length < offset'),
                          ((b'ab', 0, -1), 'size is negative'), ((b'ab', 1, 2), r'buffer length < offset \+ size')]:
        with pytest.raises(ValueError, match=message):
            there.send_bytes(*args)
    with pytest.raises(TypeError):
        there.send_bytes('text')


def test_bytes_into():
    here, there = mp.Pipe()
    buffer = bytearray(8)
    there.send_bytes(b'abc')
    assert here.recv_bytes_into(buffer) == 3 and buffer == b'abc\0\0\0\0\0'
    there.send_bytes(b'de')
    assert here.recv_bytes_into(buffer, 6) == 2 and buffer == b'abc\0\0\0de'
    there.send_bytes(b'0123456789')
    with pytest.raises(mp.BufferTooShort) as info:
        here.recv_bytes_into(buffer)
    assert info.value.args == (b'0123456789',)
    with pytest.raises(ValueError, match='negative offset'):
        here.recv_bytes_into(buffer, -1)
    with pytest.raises(ValueError, match='offset too large'):
        here.recv_bytes_into(buffer, 9)
    numbers = array.array('i', [0, 0, 0])
    there.send_bytes(array.array('i', [7, 8]))
    assert here.recv_bytes_into(numbers, 4) == 8 and list(numbers) == [0, 7, 8]


def test_maximum_length():
    receiver, sender = mp.Pipe(False)
    sender.send_bytes(b'abc')
    assert receiver.recv_bytes(3) == b'abc'
    with pytest.raises(ValueError, match='negative maxlength'):
        receiver.recv_bytes(-1)
    sender.send_bytes(b'abc')
    with pytest.raises(OSError):
        receiver.recv_bytes(2)
    with pytest.raises(OSError):
        receiver.recv_bytes()


def test_objects_are_messages_of_bytes():
    import pickle
    here, there = mp.Pipe()
    there.send([1, 2])
    assert pickle.loads(here.recv_bytes()) == [1, 2]
    there.send_bytes(pickle.dumps('x'))
    assert here.recv() == 'x'


def test_poll():
    here, there = mp.Pipe()
    assert here.poll() is False
    begin = time.monotonic()
    assert here.poll(SHORT) is False
    assert time.monotonic() - begin >= SHORT * 0.9
    there.send(1)
    assert here.poll() and here.poll(None) and here.poll(LONG)
    assert here.recv() == 1
    there.close()
    assert here.poll(LONG) is True
    with pytest.raises(EOFError):
        here.recv()


@pytest.mark.parametrize('stop', ['exit', 'kill'])
def test_end_of_file_when_the_holder_ends(stop):
    here, there = mp.Pipe()
    event = mp.Event()
    process = mp.Process(target=hold, args=(there, event))
    process.start()
    there.close()
    if stop == 'kill':
        process.kill()
    else:
        event.set()
    with pytest.raises(EOFError):
        here.recv()
    process.join()


def test_what_was_sent_is_received_before_the_end():
    here, there = mp.Pipe(False)
    process = run(send, there, 1, 2, 3)
    there.close()
    assert process.exitcode == 0
    assert [here.recv() for _ in range(3)] == [1, 2, 3]
    with pytest.raises(EOFError):
        here.recv()


def test_connections_can_be_sent():
    here, there = mp.Pipe()
    inner_here, inner_there = mp.Pipe()
    process = mp.Process(target=receive_connection, args=(there,))
    process.start()
    here.send(inner_there)
    assert inner_here.recv() == process.pid
    inner_there.close()
    process.join()
    with pytest.raises(EOFError):
        inner_here.recv()


def test_a_slow_receiver_makes_the_sender_wait():
    receiver, sender = mp.Pipe(False)
    block = b'x' * 100000
    sent = []

    def fill():
        for i in range(100):
            sender.send_bytes(block)
            sent.append(i)
    thread = threading.Thread(target=fill)
    thread.start()
    thread.join(SHORT * 5)
    assert thread.is_alive() and len(sent) < 100
    for _ in range(100):
        assert receiver.recv_bytes() == block
    thread.join(LONG)
    assert len(sent) == 100


def test_wait():
    pipes = [mp.Pipe(False) for _ in range(3)]
    receivers = [receiver for receiver, _ in pipes]
    assert wait(receivers, 0) == []
    begin = time.monotonic()
    assert wait(receivers, SHORT) == []
    assert time.monotonic() - begin >= SHORT * 0.9
    pipes[1][1].send('x')
    assert wait(receivers, LONG) == [receivers[1]]
    assert wait(receivers) == [receivers[1]]
    pipes[0][1].close()
    assert set(wait(receivers)) == {receivers[0], receivers[1]}
    assert wait([], 0) == []


def test_wait_for_sentinels():
    event = mp.Event()
    waiting = mp.Process(target=event.wait)
    waiting.start()
    assert wait([waiting.sentinel], SHORT) == []
    event.set()
    assert wait([waiting.sentinel], LONG) == [waiting.sentinel]
    assert isinstance(waiting.sentinel, int)
    waiting.join()
    receiver, sender = mp.Pipe(False)
    sender.send(1)
    assert set(wait([receiver, waiting.sentinel])) == {receiver, waiting.sentinel}
    with pytest.raises((TypeError, ValueError)):
        wait([object()], 0)


def test_wait_wakes_for_another_process():
    receiver, sender = mp.Pipe(False)
    process = mp.Process(target=send, args=(sender, 'x'))
    process.start()
    ready = wait([receiver, process.sentinel], LONG)
    assert ready
    assert receiver.recv() == 'x'
    process.join()


def test_unpicklable():
    here, there = mp.Pipe()
    with pytest.raises(TypeError):
        here.send(threading.Lock())
    here.send('next')
    assert there.recv() == 'next'


@pytest.mark.skipif(sys.version_info[0] > 2, reason='CPython 3 has other modules')
def test_names_of_python_2():
    import _multiprocessing
    from multiprocessing import forking
    first, second = mp.Pipe()
    assert isinstance(first, _multiprocessing.Connection) and isinstance(mp.Lock(), _multiprocessing.SemLock)
    with pytest.raises(IOError):
        _multiprocessing.Connection(-1)
    with pytest.raises(IOError):
        _multiprocessing.Connection(44977608).poll()
    with pytest.raises(RuntimeError):
        forking.assert_spawning(mp.Lock())
    process = mp.Process(target=len, args=('',))
    process.start()
    assert isinstance(process._popen, forking.Popen) and forking.ForkingPickler is mp.reduction.ForkingPickler
    process.join(LONG)


def test_no_descriptor_inside_the_jvm():
    here, _ = mp.Pipe()
    if on_jmp:
        with pytest.raises(OSError, match='no file descriptor'):
            here.fileno()
    else:
        assert here.fileno() >= 0


def test_repr_and_writability():
    here, there = mp.Pipe()
    assert here.readable and here.writable and there.readable and there.writable
    with mp.Pipe()[0] as connection:
        assert not connection.closed
    assert connection.closed
    with pytest.raises(OSError, match='handle is closed'):
        with connection:
            connection.poll()


def write_until_broken(connection, ready, queue):
    ready.set()
    try:
        while True:
            connection.send_bytes(b'x' * 100000)
    except (BrokenPipeError, ConnectionResetError):
        queue.put('told')


def test_a_blocked_sender_is_told_of_the_end():
    receiver, sender = mp.Pipe(False)
    ready, queue = mp.Event(), mp.Queue()
    process = mp.Process(target=write_until_broken, args=(sender, ready, queue))
    process.start()
    sender.close()
    assert ready.wait(LONG)
    receiver.recv_bytes()
    receiver.close()
    assert queue.get(timeout=LONG) == 'told'
    process.join(LONG)


def test_a_blocked_sender_is_told_when_the_reader_is_killed():
    receiver, sender = mp.Pipe(False)
    event = mp.Event()
    process = mp.Process(target=hold, args=(receiver, event))
    process.start()
    receiver.close()
    threading.Timer(SHORT, process.kill).start()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        while True:
            sender.send_bytes(b'x' * 100000)
    process.join(LONG)
    assert process.exitcode == -9


def test_large_messages_both_ways():
    here, there = mp.Pipe()
    process = mp.Process(target=echo, args=(there,))
    process.start()
    data = bytes(range(256)) * 40000
    here.send([data])
    assert here.recv() == [data]
    here.send(None)
    process.join(LONG)


def test_wait_is_woken_by_a_sentinel():
    event = mp.Event()
    process = mp.Process(target=event.wait)
    process.start()
    receiver, _ = mp.Pipe(False)
    threading.Timer(SHORT, event.set).start()
    assert wait([receiver, process.sentinel], LONG) == [process.sentinel]
    process.join()


def test_unloadable_message():
    here, there = mp.Pipe()
    there.send_bytes(b'no pickle')
    with pytest.raises(Exception):
        here.recv()
    there.send('next')
    assert here.recv() == 'next'


def test_waiting_for_sockets_and_pipes():
    mine, yours = socket.socketpair()
    receiver, sender = mp.Pipe(False)
    try:
        assert wait([mine, receiver], SHORT) == []
        yours.send(b'x')
        assert wait([receiver, mine], LONG) == [mine]
        sender.send(1)
        assert wait([receiver, mine], LONG) == [receiver, mine]
        mine.recv(1)
        assert wait([mine, receiver], LONG) == [receiver]
        assert wait([mine], SHORT) == []
        timer = threading.Timer(SHORT, yours.send, (b'y',))
        timer.start()
        receiver.recv()
        assert wait([mine, receiver]) == [mine]
        timer.join(LONG)
    finally:
        mine.close()
        yours.close()
