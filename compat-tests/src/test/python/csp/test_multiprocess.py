"""Processes with interpreters of their own."""
import os
import threading

from helpers import pytest
from networks import Background, outcome
from pycsp.parallel import AltSelect, Alternation, Channel, ChannelPoisonException, Configuration, FairSelect, FatalException, \
    InfoException, InputGuard, MultiProcess, OutputGuard, Parallel, PriSelect, PYCSP_HOST, PYCSP_PORT, Sequence, Spawn, current_process_id, \
    multiprocess, poison, process, retire, shutdown

here = []


@multiprocess
def square(n):
    here.append(n)
    return n * n, os.getpid()


@multiprocess
def identify():
    return current_process_id()


@multiprocess(pycsp_host='127.0.0.1', pycsp_port=0)
def configured():
    return Configuration().get(PYCSP_HOST), Configuration().get(PYCSP_PORT)


@multiprocess
def write_all(cout, messages):
    for message in messages:
        cout(message)
    retire(cout)


@multiprocess
def double(cin, cout):
    while True:
        cout(cin() * 2)


@multiprocess
def fails(cout):
    raise ValueError('it went wrong')


@multiprocess
def is_poisoned(ends, by_name=None):
    raise ChannelPoisonException()


def test_results_come_from_other_interpreters():
    results = Parallel(square(3), [square(4)])
    assert [result for result, _ in results] == [9, 16]
    assert len(set(pid for _, pid in results) | {os.getpid()}) == 3
    assert here == []
    assert [result for result, _ in Sequence(square(5))] == [25]


def test_a_factory_looks_like_its_function():
    assert square.__name__ == 'square' and configured.__name__ == 'configured'
    assert isinstance(square(1), MultiProcess)


def test_ids():
    one, other = identify(), identify()
    assert Parallel(one, other) == [one.id, other.id]
    assert one.id != other.id


def test_settings():
    assert Parallel(configured()) == [('127.0.0.1', 0)]
    assert Parallel(configured(), pycsp_host='localhost') == [('localhost', 0)]
    with pytest.raises(InfoException):
        square(1).update(ssh_host='x')
    started = square(1)
    Parallel(started)
    with pytest.raises(FatalException):
        started.update(pycsp_port=1)


def test_messages_travel_between_interpreters():
    c = Channel()
    cin = +c
    messages = [1, 'text', None, [1, {'a': (2.5, b'x')}], 2 ** 80]
    Spawn(write_all(-c, messages))
    got = []
    while True:
        message = outcome(cin)
        if message == 'retire':
            break
        got.append(message)
    assert got == messages
    shutdown()


@pytest.mark.parametrize('size', [0, 2])
def test_a_pipeline_of_interpreters_and_threads(size):
    a, b, c = 3 * Channel(buffer=size)
    got = []

    @process
    def source(cout):
        for i in range(20):
            cout([i])
        retire(cout)

    @process
    def sink(cin):
        while True:
            got.append(cin())

    Parallel(source(-a), double(+a, -b), double(+b, -c), sink(+c))
    assert got == [[i] * 4 for i in range(20)]


def test_what_was_written_before_the_channel_was_shared_arrives():
    c, d = Channel(buffer=2), Channel(buffer=10)
    cout, cin = -c, +d
    cout([1])
    cout([2])
    waiting = Background(cout, [3])
    assert waiting.waits()
    Spawn(double(+c, -d))
    assert [cin() for _ in range(3)] == [[1, 1], [2, 2], [3, 3]]
    waiting.get()
    retire(cout)
    shutdown()


def test_within_an_interpreter_messages_go_by_reference_on_shared_channels_too():
    c = Channel(buffer=1)
    cin, cout = +c, -c
    Parallel(is_unused(+c))
    message = [1]
    cout(message)
    assert cin() is message


@multiprocess
def is_unused(cin):
    return cin.isReader()


def test_what_cannot_be_pickled_raises_where_it_is_written():
    c = Channel(buffer=1)
    cin, cout = +c, -c
    Parallel(is_unused(+c))
    with pytest.raises(Exception) as raised:
        cout(threading.Lock())
    assert 'pickle' in str(raised.value)
    with pytest.raises(Exception):
        AltSelect(OutputGuard(cout, threading.Lock()))


@multiprocess
def serve(requests):
    served = 0
    try:
        while True:
            reply, number = requests()
            reply(number + 1)
            retire(reply)
            served += 1
    except Exception as e:
        return served, type(e).__name__


def test_ends_travel_over_channels():
    requests = Channel()
    cout = -requests
    server = serve(+requests)
    Spawn(server)
    for i in range(3):
        answers = Channel()
        cin = +answers
        cout((-answers, i))
        assert cin() == i + 1
        assert outcome(cin) == 'retire', 'the end that travelled was the only writer, and has retired'
    retire(cout)
    shutdown()
    assert server.return_value == (3, 'ChannelRetireException')


@pytest.mark.parametrize('end_it, name', [(poison, 'poison'), (retire, 'retire')])
def test_poison_and_retire_cross_interpreters(end_it, name):
    a, b = Channel(), Channel()
    cout, cin = -a, +b
    relay = double(+a, -b)
    Spawn(relay)
    cout(1)
    assert cin() == 2
    end_it(cout)
    assert outcome(cin) == name
    shutdown()


def test_poison_passes_on_to_the_ends_in_the_arguments():
    a, b = Channel(), Channel()
    cin, cout = +a, -b
    Parallel(is_poisoned([(-a,)], by_name={'x': +b}))
    assert outcome(cin) == 'poison' and outcome(cout, 1) == 'poison'


def test_another_exception_ends_the_process_only():
    c = Channel()
    p = fails(-c)
    assert Parallel(p, square(2))[0] is None


@multiprocess
def select_all(ins, cout, how):
    select = {'alt': AltSelect, 'pri': PriSelect, 'fair': FairSelect}[how]
    for _ in range(40):
        _, message = select([InputGuard(cin) for cin in ins])
        AltSelect(OutputGuard(cout, message))
    retire(cout)


@pytest.mark.parametrize('how', ['alt', 'pri', 'fair'])
def test_selects_cross_interpreters(how):
    channels, result = Channel() * 4, Channel()
    got = []

    @process
    def sink(cin):
        while True:
            _, message = Alternation([{cin: None}]).execute()
            got.append(message)

    @process
    def write(cout, messages):
        for message in messages:
            cout(message)

    Parallel([write(-c, [(i, n) for n in range(10)]) for i, c in enumerate(channels)],
             select_all([+c for c in channels], -result, how), sink(+result))
    assert sorted(got) == [(i, n) for i in range(4) for n in range(10)]


def test_multiplication():
    c = Channel()
    cin = +c
    Spawn(3 * write_all(-c, [1, 2]))
    got = []
    while True:
        message = outcome(cin)
        if message == 'retire':
            break
        got.append(message)
    assert sorted(got) == [1, 1, 1, 2, 2, 2]
    shutdown()


def test_an_end_in_the_arguments_of_a_plain_process():
    import multiprocessing
    c = Channel()
    cin = +c
    p = multiprocessing.Process(target=_write, args=(-c,))
    p.start()
    assert cin() == {'from': 'a plain process'}
    p.join()


def _write(cout):
    cout({'from': 'a plain process'})
