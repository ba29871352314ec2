"""Ready processes and tools."""
import sys

import pytest

from networks import collect, outcome, source
from pycsp.common import plugNplay, toolkit
from pycsp.parallel import Channel, Parallel, Spawn, poison, process, retire, shutdown


@process
def take(cin, count, into):
    for _ in range(count):
        into.append(cin())
    poison(cin)


def through(make, messages, count=None):
    """What comes out of a process between two channels."""
    a, b = Channel(), Channel()
    got = []
    end = collect(+b, got) if count is None else take(+b, count, got)
    Parallel(source(-a, messages), make(+a, -b), end)
    return got


def test_identity():
    assert through(plugNplay.Identity, [1, 'a', None]) == [1, 'a', None]


def test_prefix():
    assert through(lambda cin, cout: plugNplay.Prefix(cin, cout, prefix=0), [1, 2]) == [0, 1, 2]
    assert through(plugNplay.Prefix, [1]) == [None, 1]


def test_successor():
    assert through(plugNplay.Successor, [1, 2.5]) == [2, 3.5]


def test_tail():
    assert through(plugNplay.Tail, [1, 2, 3]) == [2, 3]


def test_pairs():
    assert through(plugNplay.Pairs, [1, 2, 3, 10], count=3) == [3, 5, 13]


def test_delta2():
    a, b, c = 3 * Channel()
    left, right = [], []
    Parallel(source(-a, range(5)), plugNplay.Delta2(+a, -b, -c), collect(+b, left), collect(+c, right))
    assert left == right == list(range(5))


def test_plus():
    a, b, c = 3 * Channel()
    sums = []
    Parallel(source(-a, [1, 2]), source(-b, [10, 20]), plugNplay.Plus(+a, +b, -c), collect(+c, sums))
    assert sums == [11, 22]


def test_skip_process():
    assert Parallel(plugNplay.SkipProcess()) == [None]


def test_mux2():
    a, b, c = 3 * Channel()
    got = []
    Parallel(source(-a, [1, 2]), source(-b, [3]), plugNplay.Mux2(+a, +b, -c), take(+c, 1, got))
    assert got[0] in (1, 3)


def test_numbers_from_ready_processes():
    a, b, c, d = 4 * Channel()
    got = []
    Parallel(plugNplay.Prefix(+c, -a, prefix=0), plugNplay.Delta2(+a, -b, -d), plugNplay.Successor(+b, -c), take(+d, 10, got))
    assert got == list(range(10))


def test_file_r(tmp_path):
    file = tmp_path / 'in.txt'
    file.write_text('one\ntwo\nthree')
    c = Channel()
    got = []
    Parallel(toolkit.file_r(-c, str(file)), collect(+c, got))
    assert got == [['one\n'], ['two\n'], ['three']]
    c = Channel()
    got = []
    Parallel(toolkit.file_r(-c, open(str(file)), sep='w'), collect(+c, got))
    assert got == [['one\n', 'two\n'], ['three']]


def test_file_r_without_retirement(tmp_path):
    file = tmp_path / 'in.txt'
    file.write_text('one\n')
    c = Channel(buffer=2)
    cout, cin = -c, +c
    Parallel(toolkit.file_r(cout, str(file), retire_on_eof=False))
    cout('still open')
    assert [cin(), cin()] == [['one\n'], 'still open']


def test_file_w(tmp_path):
    file = tmp_path / 'out.txt'
    c = Channel()
    Parallel(source(-c, ['one\n', ['two\n', 'three\n']]), toolkit.file_w(+c, str(file)))
    assert file.read_text() == 'one\ntwo\nthree\n'


def test_which():
    assert toolkit.which('sh').endswith('/sh')
    assert toolkit.which('no-such-program-anywhere') == ''


def test_execute():
    assert Parallel(toolkit.execute(['sh', '-c', 'exit 3'])) == [3]
    c, d = Channel(), Channel()
    out, err = [], []
    Parallel(toolkit.execute(['sh', '-c', 'echo one; echo two; echo bad >&2'], stdoutChEnd=-c, stderrChEnd=-d),
             collect(+c, out), collect(+d, err))
    assert out == [['one\n'], ['two\n']] and err == [['bad\n']]


def test_execute_with_input():
    a, b = Channel(), Channel()
    out = []
    Parallel(source(-a, ['x\n', 'y\n']), toolkit.execute(['tr', 'xy', 'ab'], stdinChEnd=+a, stdoutChEnd=-b), collect(+b, out))
    assert out == [['a\n'], ['b\n']]


def test_execute_ends_with_the_program_although_input_may_come():
    a = Channel()
    cout = -a
    Parallel(toolkit.execute(['true'], stdinChEnd=+a))
    poison(cout)


def test_runner():
    commands, b, c = Channel(), Channel(), Channel()
    out = []
    Parallel(source(-commands, [(['echo', '1'], None, -b, None), (['echo', '2'], None, -c, None)]), toolkit.runner(+commands),
             collect(+b, out), collect(+c, out))
    assert out == [['1\n'], ['2\n']]
