"""Where an interpreter hosts its channels, and for how long."""
import os
import socket
import subprocess
import sys

import pytest

from networks import START, Background, free_port
from pycsp.parallel import Channel, ChannelBindException, ChannelLostException, ChannelSocketException, Configuration, MultiProcess, \
    Parallel, PYCSP_HOST, PYCSP_PORT, SOCKETS_BIND_RETRY_DELAY, SOCKETS_BIND_TIMEOUT, Spawn, multiprocess, shutdown

SECONDS = 140


@multiprocess
def hosts(port, timeout, ready=None):
    Configuration().set(PYCSP_PORT, port)
    Configuration().set(SOCKETS_BIND_TIMEOUT, timeout)
    Configuration().set(SOCKETS_BIND_RETRY_DELAY, 0.01)
    if ready is not None:
        ready('begins')
    try:
        return Channel('hosted').address
    except ChannelBindException as e:
        return 'ChannelBindException', e.addr, str(e)


@multiprocess
def at():
    return Channel('hosted').address


@pytest.fixture
def taken():
    """A port that somebody else listens at."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        s.listen(1)
        yield s


def test_the_configuration_says_at_which_port():
    port = free_port()
    assert Parallel(hosts(port, 0)) == [('127.0.0.1', port)]


def test_the_arguments_of_a_process_say_at_which_port():
    first, second = free_port(), free_port()
    there = multiprocess(pycsp_host='127.0.0.1', pycsp_port=first)(at.fn)
    assert Parallel(MultiProcess(at.fn, pycsp_port=first)) == [('127.0.0.1', first)]
    assert Parallel(there()) == [('127.0.0.1', first)]
    assert Parallel(there(), pycsp_port=second) == [('127.0.0.1', second)]
    one, other = 2 * there()
    assert Parallel(one, other)[0] == ('127.0.0.1', first)
    assert other.return_value[1] not in (0, first), 'any port: this one can be had once'


def test_the_environment_says_at_which_port():
    port = free_port()
    program = subprocess.run(
        [sys.executable, '-c', 'from pycsp.parallel import *; print(Channel("a").address, Configuration().get(PYCSP_PORT))'],
        env=dict(os.environ, PYCSP_PORT=str(port), PYCSP_HOST='127.0.0.1'), stdout=subprocess.PIPE, text=True, timeout=START)
    assert program.stdout == "('127.0.0.1', %d) %d\n" % (port, port)


def test_a_port_that_is_taken(taken):
    port = taken.getsockname()[1]
    (name, where, text), = Parallel(hosts(port, 0.05))
    assert name == 'ChannelBindException' and where == ('127.0.0.1', port) and 'cannot host channels' in text
    assert issubclass(ChannelBindException, ChannelSocketException)


def test_a_port_that_becomes_free_is_waited_for(taken):
    port = taken.getsockname()[1]
    c = Channel()
    cin = +c
    process = hosts(port, 60, -c)
    Spawn(process)
    assert Background(cin).get() == 'begins'
    waiting = Background(process.join_report)
    assert waiting.waits()
    taken.close()
    assert waiting.get() == ('127.0.0.1', port)
    shutdown()


PROGRAM = '''
import sys
from pycsp.parallel import *

@process
def spawned(cin):
    print(cin())

c, d = Channel('c'), Channel('d')
cout = -c
Spawn(spawned(+d))
print(*c.address)
shutdown()
print('over')
sys.stdin.read()
'''


def test_shutdown_waits_and_closes_the_channels():
    program = subprocess.Popen([sys.executable, '-c', PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        host, port = Background(program.stdout.readline).get(START).split()
        cin = Channel('c', connect=(host, int(port))).reader()
        reading = Background(cin)
        assert reading.waits(), 'there is a spawned process yet'
        Channel('d', connect=(host, int(port))).writer()('for the spawned one')
        assert Background(program.stdout.readline).get() == 'for the spawned one\n'
        assert Background(program.stdout.readline).get() == 'over\n'
        with pytest.raises(ChannelLostException):
            reading.get()
        assert program.poll() is None
    finally:
        program.stdin.close()
        assert program.wait(START) == 0
        program.stdout.close()
