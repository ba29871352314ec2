"""Processes of one interpreter."""
import os
import re
import subprocess
import sys
import threading
import time

import pytest

from networks import LONG, Background, outcome
from pycsp.parallel import Channel, ChannelPoisonException, ChannelRetireException, InfoException, Parallel, Process, Sequence, \
    Spawn, current_process_id, poison, process, retire, shutdown


@process
def returns(value):
    """Returns what it gets."""
    return value


@process
def identify():
    return current_process_id()


def test_a_factory_makes_processes_that_are_not_started():
    ran = []

    @process
    def note():
        ran.append(1)

    p = note()
    assert isinstance(p, Process)
    assert ran == [] and not p.is_alive()
    Parallel(p)
    assert ran == [1] and not p.is_alive()


def test_a_factory_looks_like_its_function():
    assert returns.__name__ == 'returns' and returns.__doc__ == 'Returns what it gets.'


def test_parallel_returns_values_in_order_with_lists_flattened():
    assert Parallel(returns(1), [returns(2), [returns(3)]], returns(4)) == [1, 2, 3, 4]
    assert Parallel() == []


@pytest.mark.parametrize('run', [Parallel, Sequence, Spawn])
def test_only_processes_can_be_run(run):
    ran = []

    @process
    def note():
        ran.append(1)

    with pytest.raises(InfoException) as e:
        run(note(), [note])
    assert 'write note(...)' in str(e.value)
    for wrong in (42, None, lambda: note(), note.fn):
        with pytest.raises(InfoException):
            run(note(), wrong)
    assert ran == [], 'none was started'


def test_sequence_runs_one_after_the_other():
    order = []

    @process
    def note(n):
        order.append(n)
        time.sleep(0.01)
        order.append(n)
        return n

    assert Sequence(note(0), [note(1), note(2)]) == [0, 1, 2]
    assert order == [0, 0, 1, 1, 2, 2]


def test_parallel_runs_all_at_the_same_time():
    barrier = threading.Barrier(5)

    @process
    def meet():
        barrier.wait(LONG)

    Parallel(5 * meet())
    assert not barrier.broken


def test_closures_and_mutable_arguments_are_shared():
    shared = {}

    @process
    def fill(mine, key):
        mine[key] = shared

    other = {}
    Parallel(fill(other, 'a'), fill(shared, 'b'))
    assert other == {'a': shared} and shared['b'] is shared


def test_spawn_returns_at_once_and_its_process_waits():
    go = threading.Event()
    order = []

    @process
    def late():
        go.wait(LONG)
        order.append('spawned')

    @process
    def spawner():
        assert Spawn(late(), [late()]) is None
        order.append('spawner')
        go.set()

    Parallel(spawner())
    assert order == ['spawner', 'spawned', 'spawned']


def test_shutdown_waits_for_what_the_main_program_spawned():
    go = threading.Event()
    done = []

    @process
    def late():
        go.wait(LONG)
        done.append(1)

    Spawn(3 * late())
    assert done == []
    go.set()
    shutdown()
    assert done == [1, 1, 1]


def test_shutdown_in_a_process_raises():
    @process
    def closes():
        with pytest.raises(InfoException):
            shutdown()
        return 'raised'

    assert Parallel(closes()) == ['raised']


def test_ids():
    assert current_process_id() == '__main__'
    one, other = identify(), identify()
    ids = Parallel(one, other)
    assert ids == [one.id, other.id]
    assert len(set(ids + ['__main__'])) == 3


def test_multiplication_makes_processes_of_the_same_function():
    shared = []

    @process
    def add(n, into, key=None):
        into.append((n, key))

    for processes in (3 * add(1, shared, key='k'), add(1, shared, key='k') * 3):
        assert len(processes) == 3 and len(set(p.id for p in processes)) == 3
        del shared[:]
        Parallel(processes)
        assert shared == [(1, 'k')] * 3


@pytest.mark.parametrize('wrap', [lambda end: end, lambda end: [end], lambda end: (1, end), lambda end: {'end': [end]}])
def test_multiplication_joins_the_channels_again(wrap):
    c = Channel()
    seen = []

    @process
    def keep(arg):
        seen.append(arg)

    processes = 3 * keep(wrap(c.writer()))
    reader = c.reader()
    Parallel(processes)

    def end_in(value):
        while not hasattr(value, 'isWriter'):
            value = list(value.values())[0] if isinstance(value, dict) else value[-1]
        return value

    ends = [end_in(value) for value in seen]
    assert len(set(map(id, ends))) == 3 and all(end.isWriter() for end in ends)
    for end in ends[:2]:
        end.retire()
    waiting = Background(outcome, reader)
    assert waiting.waits(), 'the third writer is still there'
    ends[2].retire()
    assert waiting.get() == 'retire'


def test_multiplication_passes_other_arguments_as_they_are():
    plain, nested = [], [1, [2]]
    for p in 2 * returns((plain, nested)):
        assert p.args[0][0] is plain and p.args[0][1] is nested


@pytest.mark.parametrize('error, stop', [(ChannelPoisonException, 'poison'), (ChannelRetireException, 'retire')])
def test_poison_and_retire_pass_on_to_the_ends_in_the_arguments(error, stop):
    channels = Channel() * 6
    ins = [c.reader() for c in channels]
    outs = [c.writer() for c in channels]

    @process
    def fails(*args, **kwargs):
        raise error()

    assert Parallel(fails(ins[0], [outs[1], (ins[2],)], {'a': [outs[3]]}, by_name=(1, [ins[4], 'text']))) == [None]
    others = [outs[0], ins[1], outs[2], ins[3], outs[4]]
    for end in others:
        assert outcome(end, 'x') == stop if end.isWriter() else outcome(end) == stop
    waiting = Background(outcome, ins[5])
    assert waiting.waits(), 'a channel that is not among the arguments goes on'
    poison(outs[5])
    waiting.get()


def test_keys_of_dicts_are_arguments_too():
    c = Channel()
    cin, cout = c.reader(), c.writer()

    @process
    def fails(arg):
        raise ChannelPoisonException()

    Parallel(fails({cin: 1}))
    assert outcome(cout, 1) == 'poison'


def test_a_second_retire_is_ignored():
    c = Channel()
    others = c.reader(), c.writer()

    @process
    def ends(cin, again):
        retire(cin)
        cin()

    first = c.reader()
    Parallel(ends(first, first))
    others[1].retire()
    assert outcome(others[0]) == 'retire'


def test_termination_spreads_through_a_network():
    chain = Channel() * 5
    passed = []

    @process
    def relay(cin, cout):
        while True:
            cout(cin())

    @process
    def start(cout):
        for i in range(3):
            cout(i)
        poison(cout)

    @process
    def last(cin):
        while True:
            passed.append(cin())

    Parallel(start(-chain[0]), [relay(+chain[i], -chain[i + 1]) for i in range(4)], last(+chain[4]))
    assert passed == sorted(passed) and len(passed) <= 3


def test_another_exception_is_printed_and_ends_the_process_only(capsys):
    @process
    def fails():
        raise ValueError('it went wrong')

    assert Parallel(fails(), returns(1)) == [None, 1]
    error = capsys.readouterr().err
    assert 'ValueError: it went wrong' in error and 'Exception in process fails:' in error and 'Traceback' in error


def test_sys_exit_ends_the_process_only(capsys):
    @process
    def leaves():
        sys.exit(3)

    assert Parallel(leaves(), returns(1)) == [None, 1]
    assert capsys.readouterr().err == ''


def test_a_process_starts_once():
    p = returns(1)
    Parallel(p)
    with pytest.raises(RuntimeError):
        Parallel(p)


def test_processes_nest():
    @process
    def inner(n):
        return n * n

    @process
    def outer(n):
        return sum(Parallel([inner(i) for i in range(n)]))

    assert Parallel(outer(3), outer(4)) == [5, 14]


def test_process_class_takes_a_function():
    def add(a, b=0):
        return a + b
    p = Process(add, 1, b=2)
    assert Parallel(p) == [3]
    assert p.return_value == 3 and p.fn is add and p.args == (1,) and p.kwargs == {'b': 2}


def test_processes_recurse():
    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    @process
    def deep():
        return depth(200)     # on a virtual thread, RecursionError comes at some hundreds

    assert Parallel(deep()) == [200]


def test_endless_recursion_in_a_process_is_an_error(capsys):
    def endless(n):
        return endless(n + 1) + 1

    @process
    def deep():
        endless(0)

    assert Parallel(deep()) == [None]
    error = capsys.readouterr().err
    assert 'RecursionError' in error or 'RuntimeError: maximum recursion depth' in error    # the latter is Python 2's


def test_thread_locals_are_the_process_s_own():
    local = threading.local()
    local.value = 'main'

    @process
    def look():
        before = getattr(local, 'value', None)
        local.value = 'process'
        return before

    assert Parallel(look(), look()) == [None, None]
    assert local.value == 'main'


def test_keyword_arguments_are_for_other_kinds_of_processes():
    assert Parallel(returns(1), pycsp_host='localhost') == Sequence(returns(1), pycsp_port=0) == [1]
    assert Spawn(returns(1), ssh_host='far') is None
    shutdown()


MANY = '''
import os
from pycsp.greenlets import *

def threads():
    return len(os.listdir('/proc/self/task'))

@process
def waits(begun, cin):
    begun(True)
    cin()

begun, c = Channel(), Channel()
before, starts, cout = threads(), +begun, -c
Spawn(400 * waits(-begun, +c))
for _ in range(400):
    starts()
print(threads() - before)
poison(cout)
'''


@pytest.mark.skipif(not os.path.exists('/proc/self/task'), reason='only Linux says so how many threads there are')
def test_a_process_is_a_virtual_thread_where_the_jvm_has_them():
    with open(os.path.join(os.path.dirname(os.path.realpath('/proc/self/exe')), '..', 'release')) as release:
        java = int(re.search('JAVA_VERSION="([0-9]+)', release.read()).group(1))
    program = subprocess.Popen([sys.executable, '-c', MANY], stdout=subprocess.PIPE, universal_newlines=True)
    more = int(program.communicate()[0])
    assert program.returncode == 0
    assert more < 100 if java >= 21 else more >= 400
