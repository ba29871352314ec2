"""Guards, selects and alternations."""
import time

import pytest

from networks import Background, collect
from pycsp.parallel import Alternation, AltSelect, Channel, ChannelPoisonException, ChannelRetireException, FairSelect, InfoException, \
    InputGuard, OutputGuard, Parallel, PriSelect, Skip, SkipGuard, Timeout, TimeoutGuard, choice, poison, process, retire

SELECTS = [AltSelect, PriSelect, FairSelect]


def full(*messages):
    """The reading end of a channel with messages in it, and its writing end."""
    c = Channel(buffer=len(messages))
    cout = c.writer()
    for message in messages:
        cout(message)
    return c.reader(), cout


@pytest.mark.parametrize('select', SELECTS)
def test_an_input_guard_reads(select):
    cin, _ = full('message')
    assert select(InputGuard(cin)) == (cin, 'message')


@pytest.mark.parametrize('select', SELECTS)
def test_an_output_guard_writes(select):
    c = Channel(buffer=1)
    cin, cout = c.reader(), c.writer()
    assert select(OutputGuard(cout, 'message')) == (cout, None)
    assert cin() == 'message'
    assert select(OutputGuard(cout, msg=None)) == (cout, None)
    assert cin() is None


@pytest.mark.parametrize('select', SELECTS)
def test_a_select_waits(select):
    c = Channel()
    cin, cout = c.reader(), c.writer()
    selecting = Background(select, InputGuard(cin), InputGuard(Channel().reader()))
    assert selecting.waits()
    cout([1])
    assert selecting.get() == (cin, [1])
    selecting = Background(select, OutputGuard(cout, 2))
    assert selecting.waits()
    assert cin() == 2
    assert selecting.get() == (cout, None)


@pytest.mark.parametrize('select', SELECTS)
def test_guards_may_be_given_in_lists(select):
    cin, _ = full(1)
    other = Channel().reader()
    assert select(InputGuard(other), [InputGuard(cin), InputGuard(other)]) == (cin, 1)
    assert select([SkipGuard()])[1] is None


@pytest.mark.parametrize('select', SELECTS)
@pytest.mark.parametrize('wrong', [lambda: None, lambda: Channel(), lambda: Channel().reader(), lambda: 'text'])
def test_what_is_no_guard_raises(select, wrong):
    with pytest.raises(InfoException):
        select(wrong())
    with pytest.raises(InfoException):
        select([wrong()])


@pytest.mark.parametrize('select', SELECTS)
def test_no_guard_at_all_raises(select):
    with pytest.raises(InfoException):
        select()


def test_the_wrong_kind_of_end_raises():
    c = Channel()
    for wrong in (lambda: InputGuard(c.writer()), lambda: OutputGuard(c.reader(), 1), lambda: InputGuard(c), lambda: OutputGuard(c, 1),
                  lambda: InputGuard(None)):
        with pytest.raises(InfoException):
            wrong()


@pytest.mark.parametrize('select', SELECTS)
def test_skip_is_always_ready(select):
    cin = Channel().reader()
    skip = SkipGuard()
    assert select(InputGuard(cin), skip) == (skip, None)
    assert Skip is SkipGuard and Timeout is TimeoutGuard


@pytest.mark.parametrize('select', SELECTS)
def test_a_timeout_comes_after_its_time(select):
    cin = Channel().reader()
    timeout = TimeoutGuard(seconds=0.2)
    begin = time.time()
    assert select(InputGuard(cin), timeout) == (timeout, None)
    assert 0.19 < time.time() - begin < 10


@pytest.mark.parametrize('select', SELECTS)
def test_a_timeout_does_not_come_before_others(select):
    c = Channel()
    cin, cout = c.reader(), c.writer()
    selecting = Background(select, TimeoutGuard(60), InputGuard(cin))
    assert selecting.waits()
    cout(1)
    assert selecting.get() == (cin, 1)


def test_priority_is_the_order():
    first, _ = full(1, 2, 3)
    second, _ = full(4, 5)
    assert [PriSelect(InputGuard(second), InputGuard(first))[1] for _ in range(5)] == [4, 5, 1, 2, 3]
    first, _ = full(1)
    skip = SkipGuard()
    assert PriSelect(skip, InputGuard(first)) == (skip, None)
    assert PriSelect(InputGuard(first), skip) == (first, 1)


def test_alt_select_prefers_communication_to_skip():
    cin, cout = full(*range(20))
    assert [AltSelect(SkipGuard(), InputGuard(cin))[1] for _ in range(20)] == list(range(20))


def test_fair_select_prefers_the_least_chosen_at_its_place():
    ends = [full(*range(30))[0] for _ in range(3)]
    chosen = []
    for _ in range(30):
        end, _ = FairSelect([InputGuard(end) for end in ends], SkipGuard())
        chosen.append(ends.index(end))
    assert [chosen.count(i) for i in range(3)] == [10, 10, 10]


def test_fair_select_counts_each_place_alone():
    first, second = full(*range(9))[0], full(*range(9))[0]
    here = [FairSelect(InputGuard(first), InputGuard(second))[0] for _ in range(3)]
    there = [FairSelect(InputGuard(first), InputGuard(second))[0] for _ in range(3)]
    assert sorted(here.count(end) for end in (first, second)) == [1, 2]
    assert sorted(there.count(end) for end in (first, second)) == [1, 2]


def test_fair_select_takes_skip_and_timeout_last():
    cin, _ = full(*range(10))
    got = [FairSelect(SkipGuard(), TimeoutGuard(0), InputGuard(cin))[1] for _ in range(10)]
    assert got == list(range(10))


def test_two_selects_meet():
    a, b = Channel(), Channel()
    got = []

    @process
    def left(cin, cout):
        for i in range(50):
            end, message = AltSelect(InputGuard(cin), OutputGuard(cout, ('left', i)))
            got.append(message)

    @process
    def right(cin, cout):
        for i in range(50):
            end, message = AltSelect(OutputGuard(cout, ('right', i)), InputGuard(cin))
            got.append(message)

    Parallel(left(+a, -b), right(+b, -a))
    assert len(got) == 100 and got.count(None) == 50


def test_a_select_on_both_sides_of_one_channel_does_not_meet_itself():
    c = Channel()
    cin, cout = c.reader(), c.writer()
    timeout = TimeoutGuard(0.1)
    assert AltSelect(InputGuard(cin), OutputGuard(cout, 1), timeout) == (timeout, None)


@pytest.mark.parametrize('select', SELECTS)
@pytest.mark.parametrize('end_it, error', [(poison, ChannelPoisonException), (retire, ChannelRetireException)])
def test_a_select_raises_what_its_channels_raise(select, end_it, error):
    c = Channel()
    cin, cout = c.reader(), c.writer()
    selecting = Background(select, InputGuard(Channel().reader()), InputGuard(cin))
    assert selecting.waits()
    end_it(cout)
    with pytest.raises(error):
        selecting.get()
    with pytest.raises(error):
        select(InputGuard(cin), TimeoutGuard(10))
    c = Channel()
    cin, cout = c.reader(), c.writer()
    end_it(cin)
    with pytest.raises(error):
        select(OutputGuard(cout, 1), TimeoutGuard(10))


# --- actions ---

def test_a_choice_is_called_with_its_arguments():
    calls = []

    @choice
    def act(a, b=None, channel_input='nothing'):
        calls.append((a, b, channel_input))

    cin, cout = full('message')
    AltSelect(InputGuard(cin, action=act(1, b=2)))
    AltSelect(OutputGuard(cout, 'x', action=act(3)))
    AltSelect(SkipGuard(action=act(4)))
    AltSelect(TimeoutGuard(0.01, action=act(5)))
    assert calls == [(1, 2, 'message'), (3, None, 'nothing'), (4, None, 'nothing'), (5, None, 'nothing')]


def test_a_choice_can_be_used_again():
    calls = []

    @choice
    def act(channel_input=None):
        calls.append(channel_input)

    action = act()
    cin, cout = full(1, 2)
    AltSelect(InputGuard(cin, action))
    AltSelect(InputGuard(cin, action))
    AltSelect(OutputGuard(cout, 3, action))
    assert calls == [1, 2, None]


def test_a_choice_function_itself_is_no_action():
    @choice
    def act(channel_input=None):
        pass

    cin, _ = full(1)
    with pytest.raises(InfoException):
        AltSelect(InputGuard(cin, action=act))


def test_callables_take_the_message_or_nothing():
    calls = []
    cin, cout = full('message')
    AltSelect(InputGuard(cin, action=calls.append))
    AltSelect(InputGuard(full('other')[0], lambda channel_input: calls.append(channel_input)))
    AltSelect(OutputGuard(cout, 1, action=lambda: calls.append('written')))
    AltSelect(SkipGuard(lambda: calls.append('skipped')))
    AltSelect(TimeoutGuard(0.01, lambda: calls.append('late')))
    assert calls == ['message', 'other', 'written', 'skipped', 'late']


SEEN = []


@pytest.mark.parametrize('select', SELECTS)
def test_strings_are_executed_in_the_caller_s_namespace(select):
    mine = []
    cin, cout = full('message')
    select(InputGuard(cin, action="mine.append(channel_input); SEEN.append(channel_input)"))
    select(OutputGuard(cout, 1, action="mine.append('written')"))
    select(SkipGuard(action="mine.append('skipped')"))
    select(TimeoutGuard(0.01, action="mine.append('late')"))
    assert mine == ['message', 'written', 'skipped', 'late']
    assert SEEN.pop() == 'message'


def test_strings_see_what_modules_define():
    namespace = {'InputGuard': InputGuard, 'AltSelect': AltSelect, 'cin': full(42)[0]}
    exec("AltSelect(InputGuard(cin, action='result = channel_input'))", namespace)
    assert namespace['result'] == 42


def test_what_is_no_action_raises():
    with pytest.raises(InfoException):
        AltSelect(SkipGuard(action=42))


def test_errors_of_actions_come_out():
    with pytest.raises(ZeroDivisionError):
        AltSelect(SkipGuard(action=lambda: 1 / 0))


# --- Alternation ---

def test_an_alternation_executes_and_selects():
    calls = []
    cin, cout = full(1, 2)
    alternation = Alternation([{cin: calls.append}])
    assert alternation.execute() == (cin, 1)
    assert alternation.select() == (cin, 2)
    assert calls == [1]
    assert Alternation([{(cout, 3): lambda: calls.append('written')}]).execute() == (cout, None)
    assert calls == [1, 'written'] and cin() == 3


def test_an_alternation_takes_all_guards_and_prefers_the_first():
    a, _ = full(*'aa')
    b, out = full(*'b')
    timeout, skip = TimeoutGuard(0.05), SkipGuard()
    alternation = Alternation([{b: None}, {a: None}, {timeout: "calls.append('late')"}])
    calls = []
    done = []
    for _ in range(4):
        done.append(alternation.execute())
    assert done == [(b, 'b'), (a, 'a'), (a, 'a'), (timeout, None)]
    assert calls == ['late']
    assert Alternation([{skip: None}, {a: None}]).select() == (skip, None)


def test_an_alternation_executes_strings_and_choices():
    mine = []

    @choice
    def act(where, channel_input=None):
        where.append(channel_input)

    cin, cout = full(1, 2)
    Alternation([{cin: 'mine.append(channel_input)'}]).execute()
    Alternation([{cin: act(mine)}]).execute()
    Alternation([{(cout, 7): act(mine)}]).execute()
    assert mine == [1, 2, None]


def test_an_alternation_takes_tuples_too():
    cin, cout = full(1)
    assert Alternation([(cin, None)]).select() == (cin, 1)
    assert Alternation([(cout, 2, None)]).select() == (cout, None)


@pytest.mark.parametrize('wrong', [lambda c: {c.writer(): None}, lambda c: {(c.reader(), 1): None}, lambda c: {c: None}, lambda c: 42,
                                   lambda c: {(SkipGuard(), 1): None}])
def test_an_alternation_of_something_else_raises(wrong):
    with pytest.raises(InfoException):
        Alternation([wrong(Channel())])
    with pytest.raises(InfoException):
        Alternation([])


def test_an_alternation_raises_what_its_channels_raise():
    c = Channel()
    cin, cout = c.reader(), c.writer()
    poison(cout)
    with pytest.raises(ChannelPoisonException):
        Alternation([{cin: None}, {TimeoutGuard(10): None}]).execute()


# --- nothing lost, nothing twice ---

@pytest.mark.parametrize('select', SELECTS)
def test_no_message_is_lost_or_doubled(select):
    channels = Channel() * 4
    result = Channel()
    got = []

    @process
    def mix(ins, cout):
        for _ in range(200):
            _, message = select([InputGuard(cin) for cin in ins])
            cout(message)
        retire(cout)

    @process
    def write(cout, messages):
        for message in messages:
            cout(message)

    Parallel(
        [write(-c, [(i, n) for n in range(50)]) for i, c in enumerate(channels)],
        mix([+c for c in channels], -result), collect(+result, got))
    assert sorted(got) == [(i, n) for i in range(4) for n in range(50)]
