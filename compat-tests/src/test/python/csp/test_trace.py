"""The module that writes what happens to a file."""
import ast
import io

from pycsp.common.trace import AltSelect, Alternation, Channel, InputGuard, OutputGuard, Parallel, SkipGuard, TraceInit, TraceMsg, \
    TraceQuit, poison, process, retire


@process
def source(cout, count):
    for i in range(count):
        cout(i)
    retire(cout)


@process
def sink(cin, into):
    while True:
        into.append(cin())


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
    file = io.StringIO()
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
