"""The module that writes what happens to a file."""
import ast
try:
    from StringIO import StringIO   # on Python 2 that of `io` takes unicode only
except ImportError:
    from io import StringIO

import pytest

from pycsp.common.trace import AltSelect, Alternation, Channel, FairSelect, InputGuard, OutputGuard, Parallel, PriSelect, Sequence, \
    SkipGuard, Spawn, TimeoutGuard, TraceInit, TraceMsg, TraceQuit, poison, process, retire, shutdown


@process
def source(cout, count):
    for i in range(count):
        cout(i)
    retire(cout)


@process
def sink(cin, into):
    while True:
        into.append(cin())


@process
def nothing():
    pass


def entries(text):
    return [ast.literal_eval(line) for line in text.splitlines()]


def test_a_network_is_written(tmp_path):
    path = tmp_path / 'trace.log'
    TraceInit(str(path))
    got = []
    c = Channel('traced')
    Parallel(source(-c, 3), sink(+c, got))
    TraceMsg('that was it')
    TraceQuit()
    Channel()
    assert got == [0, 1, 2]
    written = entries(path.read_text())
    types = [entry['type'] for entry in written]
    assert types[:4] == ['Channel', 'ChannelEndWrite', 'ChannelEndRead', 'BlockOnParallel'] and types[-1] == 'TraceQuit'
    assert types.count('StartProcess') == types.count('QuitProcess') == 2
    assert types.count('BlockOnWrite') == types.count('DoneWrite') == types.count('DoneRead') == 3
    assert types.count('BlockOnRead') == 4, 'the last read was ended by retirement'
    assert types.count('DoneParallel') == 1 and types.count('Retire') >= 1
    ids = set(entry['process_id'] for entry in written if entry['type'] == 'StartProcess')
    assert ids == set(p['process_id'] for p in written[3]['processes'])
    assert {'type': 'Msg', 'process_id': '__main__', 'msg': 'that was it'} in written


def test_choices_are_written_to_an_open_file():
    file = StringIO()
    TraceInit(file)
    c = Channel(buffer=1)
    cin, cout = +c, -c
    mine = []
    AltSelect(OutputGuard(cout, 1), SkipGuard())
    Alternation([{cin: 'mine.append(channel_input)'}]).execute()
    AltSelect(SkipGuard(action="mine.append('skipped')"))
    poison(cin)
    TraceQuit()
    assert mine == [1, 'skipped']
    written = entries(file.getvalue())
    done = [entry['guard']['type'] for entry in written if entry['type'] == 'DoneAlternation.execute']
    assert done == ['WriteGuard', 'ReadGuard', 'SkipGuard']
    assert [entry['type'] for entry in written if entry['type'] == 'Poison'] == ['Poison']


def test_the_module_has_all_names():
    import pycsp.parallel
    from pycsp.common import trace
    assert sorted(trace.__all__) == sorted(set(pycsp.parallel.__all__) - {'version'} | {'TraceInit', 'TraceMsg', 'TraceQuit'})
    assert [name for name in trace.__all__ if not hasattr(trace, name)] == []


@pytest.mark.parametrize('run', [Parallel, Sequence, Spawn])
def test_each_way_to_run_is_written(run):
    file = StringIO()
    TraceInit(file)
    run(nothing(), [nothing()])
    shutdown()
    TraceQuit()
    written = entries(file.getvalue())
    name = run.__name__
    assert [entry['type'] for entry in written if name in entry['type']] == \
        ([name] if run is Spawn else ['BlockOn' + name, 'Done' + name])
    described, = [entry['processes'] for entry in written if entry['type'] in (name, 'BlockOn' + name)]
    assert [process['func_name'] for process in described] == ['nothing', 'nothing']
    assert sorted(process['process_id'] for process in described) == \
        sorted(entry['process_id'] for entry in written if entry['type'] == 'QuitProcess')


@pytest.mark.parametrize('select', [AltSelect, PriSelect, FairSelect])
def test_each_select_is_written_and_chooses_as_ever(select):
    file = StringIO()
    c, d = 2 * Channel(buffer=9)
    ends, outs = (+c, +d), (-c, -d)
    for cout in outs:
        for i in range(4):
            cout(i)
    TraceInit(file)
    chosen = [select(InputGuard(ends[0]), [InputGuard(ends[1]), TimeoutGuard(60)])[0] for _ in range(4)]
    TraceQuit()
    if select is PriSelect:
        assert chosen == [ends[0]] * 4
    elif select is FairSelect:
        assert chosen.count(ends[0]) == chosen.count(ends[1]) == 2
    done = [entry['guard']['chan_name'] for entry in entries(file.getvalue()) if entry['type'] == 'DoneAlternation.execute']
    assert done == [end.channel.name for end in chosen]


def test_what_is_printed_is_written_too(capsys):
    file = StringIO()
    TraceInit(file, stdout=True)
    print('to be seen')
    TraceQuit()
    print('not written')
    assert capsys.readouterr().out == 'to be seen\nnot written\n'
    assert ''.join(entry['msg'] for entry in entries(file.getvalue()) if entry['type'] == 'Output') == 'to be seen\n'


def test_a_file_of_the_usual_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    TraceInit()
    TraceMsg('here')
    TraceQuit()
    assert [entry['type'] for entry in entries((tmp_path / 'pycsp_trace.log').read_text())] == ['Msg', 'TraceQuit']
