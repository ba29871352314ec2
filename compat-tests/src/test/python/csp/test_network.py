"""Channels between JVMs."""
import os
import subprocess
import sys

import pytest

from networks import Background, LONG, START, free_port, outcome
from pycsp.parallel import AltSelect, Channel, ChannelBindException, ChannelConnectException, ChannelLostException, \
    ChannelRetireException, Configuration, FairSelect, InfoException, InputGuard, OutputGuard, Parallel, PriSelect, PYCSP_AUTHKEY, \
    PYCSP_HOST, SkipGuard, SOCKETS_BIND_TIMEOUT, SOCKETS_CONNECT_TIMEOUT, TimeoutGuard, poison, process, retire

HERE = os.path.dirname(os.path.abspath(__file__))


class Peer(object):
    """Another JVM, and what it is told to do."""

    def __init__(self):
        self._channels = Channel(), Channel()
        commands, results = self._channels
        self._commands = commands.writer()
        self._results = results.reader()
        host, port = commands.address
        assert results.address == (host, port)
        self.program = subprocess.Popen(
            [sys.executable, os.path.join(HERE, 'peer.py'), host, str(port), commands.name, results.name])
        assert Background(self._results).get(START) == 'ready'

    def begin(self, code, **values):
        self._commands((code, values))

    def end(self):
        return Background(self._results).get()

    def do(self, code, **values):
        self.begin(code, **values)
        return self.end()

    def stop(self):
        self._commands.retire()
        self.program.wait(LONG)

    def kill(self):
        self.program.kill()
        self.program.wait(LONG)


@pytest.fixture(scope='module')
def peer():
    peer = Peer()
    yield peer
    peer.stop()


@pytest.fixture
def short_timeouts():
    values = [(setting, Configuration().get(setting)) for setting in (SOCKETS_CONNECT_TIMEOUT, SOCKETS_BIND_TIMEOUT)]
    for setting, _ in values:
        Configuration().set(setting, 0.1)
    yield
    for setting, value in values:
        Configuration().set(setting, value)


def hosted(name, buffer=0):
    """A channel, and the code by which the peer joins it."""
    c = Channel(name, buffer)
    return c, 'c = Channel(%r, connect=%r)\n' % (name, c.address)


def test_an_address_is_a_host_and_a_port():
    host, port = Channel().address
    assert host == '127.0.0.1' and type(port) is int and 0 < port < 65536
    assert Channel().address == (host, port)


def test_messages_go_both_ways(peer):
    there, join_there = hosted('there')
    back, _ = hosted('back')
    cout, cin = there.writer(), back.reader()
    peer.begin(join_there + 'd = Channel("back", connect=c.address)\n'
               'cin, cout = +c, -d\nfor _ in range(4): cout(cin())\nresult = c.name, c.buffer')
    for message in (42, [None, 'text', b'bytes'], {'a': (1.5, 2 ** 70)}, None):
        cout(message)
        assert Background(cin).get() == message
    assert peer.end() == ('there', 0)


def test_a_buffer_is_the_host_s(peer):
    c, join = hosted('buffered', 3)
    assert peer.do(join + 'cout = -c\nfor i in range(3): cout(i)\nresult = c.buffer') == 3
    cin = c.reader()
    assert [cin() for _ in range(3)] == [0, 1, 2]


def test_retirement_reaches_the_other_jvm(peer):
    c, join = hosted('retiring')
    cin = c.reader()
    peer.do(join + 'out1 = -c\nout2 = -c')
    reading = Background(cin)
    peer.do('retire(out1)')
    assert reading.waits()
    peer.do('retire(out2)')
    with pytest.raises(ChannelRetireException):
        reading.get()
    assert peer.do('out1(1)')[0] == 'ChannelRetireException'


def test_poison_reaches_the_other_jvm(peer):
    c, join = hosted('poisoned')
    cout = c.writer()
    peer.begin(join + 'cin = +c\ncin()')
    poison(cout)
    assert peer.end()[0] == 'ChannelPoisonException'
    d, join = hosted('poisoned there')
    cin = d.reader()
    reading = Background(cin)
    peer.do(join + 'poison(-c)')
    assert outcome(reading.get) == 'poison'


@pytest.mark.parametrize('select', [AltSelect, PriSelect, FairSelect])
def test_selects_on_both_sides(peer, select):
    c, join = hosted('selected ' + select.__name__)
    d, _ = hosted('selected back ' + select.__name__)
    cin, cout = d.reader(), c.writer()
    peer.begin(join + 'd = Channel(%r, connect=c.address)\ncin, cout = +c, -d\nresult = []\n'
               'for i in range(20):\n'
               '    end, message = %s(InputGuard(cin), OutputGuard(cout, i))\n'
               '    result.append(message if end is cin else None)\n' % (d.name, select.__name__))
    got = []
    for i in range(20):
        end, message = select(InputGuard(cin), OutputGuard(cout, i))
        got.append(message if end is cin else None)
    theirs = peer.end()
    assert len(got) == len(theirs) == 20
    assert got.count(None) + theirs.count(None) == 20
    assert [m for m in got if m is not None] == [i for i, m in enumerate(theirs) if m is None]
    assert [m for m in theirs if m is not None] == [i for i, m in enumerate(got) if m is None]


def test_a_remote_select_times_out_and_skips(peer):
    c, join = hosted('silent')
    assert peer.do(join + 'cin = +c\nt, s = TimeoutGuard(0.05), SkipGuard()\n'
                   'result = AltSelect(InputGuard(cin), t)[0] is t, AltSelect(InputGuard(cin), s)[0] is s') == (True, True)


def test_a_choice_across_jvms_says_that_it_cannot_be(peer):
    c, join = hosted('not with others')
    name, text = peer.do(join + 'AltSelect(InputGuard(+c), InputGuard(+Channel()))')
    assert name == 'InfoException' and 'pass messages on by a process' in text


def test_ends_are_mobile(peer):
    c, join = hosted('carrier')
    carrier = c.writer()
    answers = Channel()
    questions = answers.writer()
    cin = answers.reader()
    peer.begin(join + 'cin = +c\nend, question = cin()\nend(question * 2)\nretire(end)')
    carrier((questions, 21))
    assert Background(cin).get() == 42
    peer.end()
    with pytest.raises(ChannelRetireException):     # the same end, here and there
        questions(1)
    with pytest.raises(ChannelRetireException):
        cin()


def test_ends_of_the_other_jvm_come_here_and_go_home(peer):
    c, join = hosted('coming')
    cin, cout = c.reader(), c.writer()
    peer.begin(join + 'own = Channel("own")\nown_in = +own\nout = -c\nout(-own)\nresult = own_in()\n')
    end = Background(cin).get()
    assert end.isWriter() and end.channel.name == 'own' and end.channel.address != c.address
    end('from far')
    assert peer.end() == 'from far'
    peer.begin('cin = +c\nhome = cin()\nr = Channel("r")\n@process\ndef send():\n    home("home")\n'
               'Spawn(send())\nresult = own_in(), home.channel.address == own.address')
    cout(end)
    assert peer.end() == ('home', True)


def test_channels_themselves_travel(peer):
    c, join = hosted('for channels')
    d = Channel()
    cin = d.reader()
    cout = c.writer()
    peer.begin(join + 'cin = +c\nd = cin()\nout = -d\nout("through")')
    cout(d)
    assert Background(cin).get() == 'through'
    peer.end()


def test_what_belongs_to_this_jvm_stays(peer):
    from multiprocessing import Pipe
    c, join = hosted('pickled')
    cout = c.writer()
    left, right = Pipe()
    peer.begin(join + 'cin = +c\nresult = cin()')
    with pytest.raises(TypeError):
        cout(left)
    with pytest.raises(Exception):
        cout(lambda: 0)
    cout('well')
    assert peer.end() == 'well'


def test_a_disconnected_end_comes_back(peer):
    c, join = hosted('let go')
    cin = c.reader()
    peer.do(join + 'cout = -c')
    peer.do('cout.disconnect()')
    reading = Background(cin)
    assert reading.waits()
    peer.do('cout("again")')
    assert reading.get() == 'again'


def test_a_channel_that_is_made_later_is_waited_for(peer):
    address = Channel().address
    peer.begin('Configuration().set(SOCKETS_CONNECT_TIMEOUT, 60)\nc = Channel("late", connect=%r)\ncout = -c\ncout(1)\n'
               'Configuration().set(SOCKETS_CONNECT_TIMEOUT, 2)' % (address,))
    c = Channel('late')
    assert Background(c.reader()).get() == 1
    peer.end()


def test_processes_of_two_jvms(peer):
    """Workers elsewhere, termination by retirement through arguments."""
    jobs, join = hosted('jobs')
    answers, _ = hosted('answers')
    cout, cin = jobs.writer(), answers.reader()
    peer.begin(join + 'd = Channel("answers", connect=c.address)\n'
               '@process\ndef worker(cin, cout):\n    while True:\n        n = cin()\n        cout((n, n * n))\n'
               'Parallel(3 * worker(+c, -d))')

    @process
    def send(cout):
        for n in range(60):
            cout(n)
        retire(cout)

    @process
    def receive(cin):
        got = []
        try:
            while True:
                got.append(cin())
        except ChannelRetireException:
            return sorted(got)

    assert Background(Parallel, send(cout), receive(cin)).get()[1] == [(n, n * n) for n in range(60)]
    peer.end()


def test_the_same_jvm_needs_no_socket():
    c = Channel('near')
    d = Channel('near', connect=c.address)
    cin, cout = c.reader(), d.writer()
    message = [1]
    writing = Background(cout, message)
    assert cin() == [1]
    writing.get()


# --- what cannot be ---

def test_nobody_there(short_timeouts):
    where = '127.0.0.1', free_port()
    with pytest.raises(ChannelConnectException) as e:
        Channel('nobody', connect=where)
    assert e.value.addr == where and 'cannot connect' in str(e.value)


def test_no_such_channel(peer, short_timeouts):
    there = peer.do('result = Channel().address')
    with pytest.raises(ChannelConnectException) as e:
        Channel('no such', connect=there)
    assert e.value.addr == there and 'there is no channel no such' in str(e.value)


def test_beyond_this_machine_a_key_is_needed(short_timeouts):
    with pytest.raises(ChannelConnectException) as e:
        Channel('far', connect=('192.0.2.1', 9))
    assert 'authentication key' in str(e.value)


@pytest.mark.parametrize('wrong', [('', 70000), ('no.such.host.invalid', 1)])
def test_addresses_that_are_none(short_timeouts, wrong):
    with pytest.raises(ChannelConnectException):
        Channel('nowhere', connect=wrong)


def test_a_key_cannot_be_empty():
    with pytest.raises(ValueError):
        Configuration().set(PYCSP_AUTHKEY, b'')
    assert Configuration().get(PYCSP_AUTHKEY) is None


# --- with settings of its own, and what ends ---

SERVER = '''
from pycsp.parallel import *
Configuration().set(PYCSP_HOST, '0.0.0.0')
try:
    Channel('A')
except ChannelBindException as e:
    print('authentication key' in str(e))
Configuration().set(PYCSP_AUTHKEY, 'secret')
a, b = Channel('A'), Channel('B')
cin = a.reader()
keep = b.writer()
print(a.address[1])
print(cin())
try:
    cin()
except ChannelLostException as e:
    print('lost', e.addr[1] == a.address[1])
b.reader()()
'''


@pytest.fixture
def server():
    program = subprocess.Popen([sys.executable, '-c', SERVER], stdout=subprocess.PIPE, text=True)
    assert Background(program.stdout.readline).get(START) == 'True\n'
    yield program, ('127.0.0.1', int(Background(program.stdout.readline).get()))
    program.kill()
    program.wait(LONG)


@pytest.fixture
def client():
    client = Peer()
    yield client
    client.kill()


def test_a_host_with_a_key_that_loses_and_is_lost(peer, client, server):
    program, address = server
    connect = 'c = Channel("A", connect=%r)' % (address,)
    assert 'requires an authentication key' in peer.do(connect)[1]
    assert 'another authentication key' in peer.do('Configuration().set(PYCSP_AUTHKEY, b"guess")\n' + connect)[1]
    Configuration().set(PYCSP_AUTHKEY, 'secret')
    try:
        cin = Channel('B', connect=address).reader()
    finally:
        Configuration().set(PYCSP_AUTHKEY, None)
    client.do('Configuration().set(PYCSP_AUTHKEY, b"secret")\n' + connect + '\ncout = -c\ncout("from a client")')
    assert Background(program.stdout.readline).get() == 'from a client\n'
    client.kill()
    assert Background(program.stdout.readline).get() == 'lost True\n'
    reading = Background(cin)
    assert reading.waits()
    program.kill()
    with pytest.raises(ChannelLostException) as e:
        reading.get()
    assert e.value.addr == address
    with pytest.raises(ChannelLostException):
        cin()


def test_a_program_that_ends_has_said_all():
    """What it has written arrives, also when its JVM ends at once; then its ends are lost."""
    c, _ = hosted('last words')
    program = subprocess.Popen([sys.executable, '-c', '''
import sys
from pycsp.parallel import *
own = Channel('own')
cin = own.reader()
out = Channel('last words', connect=('127.0.0.1', int(sys.argv[1]))).writer()
out(own.writer())
cout = own.writer()
PriSelect(InputGuard(cin), TimeoutGuard(0))
out('the end')
''', str(c.address[1])])
    cin = c.reader()
    end = Background(cin).get(START)
    assert Background(cin).get() == 'the end'
    with pytest.raises(ChannelLostException):
        Background(cin).get()
    with pytest.raises(ChannelLostException):
        Background(end, 1).get()
    assert program.wait(LONG) == 0
