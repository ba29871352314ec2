"""Channels and their ends."""
import pytest

from networks import Background, collect, outcome, source
from pycsp.parallel import Channel, ChannelPoisonException, ChannelRetireException, InfoException, \
    Parallel, poison, process, retire


def ends(channel):
    return channel.reader(), channel.writer()


def test_a_write_and_a_read_meet():
    cin, cout = ends(Channel())
    writing = Background(cout, 'message')
    assert writing.waits()
    assert cin() == 'message'
    assert writing.get() is None
    reading = Background(cin)
    assert reading.waits()
    cout('other')
    assert reading.get() == 'other'


@pytest.mark.parametrize('size', [1, 3])
def test_a_buffer_lets_so_many_writes_complete(size):
    cin, cout = ends(Channel(buffer=size))
    for i in range(size):
        cout(i)
    one_more = Background(cout, size)
    assert one_more.waits()
    assert [cin() for _ in range(size + 1)] == list(range(size + 1))
    one_more.get()


@pytest.mark.parametrize('message', [
    None, True, False, 0, 1, -5, 2 ** 100, 1.5, float('inf'), '', 'text', u'\u00e9\U0001f600', b'bytes', (1, 'a'), [], {}, object(), len, int,
    Exception('e'), bytearray(b'x'), range(3)], ids=repr)
@pytest.mark.parametrize('size', [0, 1])
def test_messages_of_all_kinds_arrive(message, size):
    cin, cout = ends(Channel(buffer=size))
    writing = Background(cout, message)
    got = cin()
    writing.get()
    assert type(got) is type(message) and got == message


def test_messages_within_an_interpreter_go_by_reference():
    cin, cout = ends(Channel(buffer=2))
    message, function = [1], lambda: 0
    cout(message)
    cout(function)
    assert cin() is message and cin() is function


def test_each_message_goes_to_exactly_one_reader_and_keeps_its_writer_s_order():
    c = Channel()
    readers = [[] for _ in range(3)]
    Parallel(
        [source(-c, [(w, i) for i in range(50)]) for w in range(3)],
        [collect(+c, into) for into in readers])
    everything = sorted(message for into in readers for message in into)
    assert everything == [(w, i) for w in range(3) for i in range(50)]
    for into in readers:
        for w in range(3):
            numbers = [i for writer, i in into if writer == w]
            assert numbers == sorted(numbers)


def test_operators_make_ends():
    c = Channel('named')
    cin, cout = +c, -c
    assert cin.isReader() and not cin.isWriter() and cout.isWriter() and not cout.isReader()
    assert c.reader().isReader() and c.writer().isWriter()
    assert cin.channel is c and cout.channel is c
    assert c.name == 'named' and 'named' in repr(cin) and 'named' in repr(cout)


def test_multiplication_makes_channels_with_the_same_buffer():
    for channels in (3 * Channel(buffer=2), Channel(buffer=2) * 3):
        assert len(set(c.name for c in channels)) == 3
        for c in channels:
            cout = -c
            cin = +c
            cout(1)
            cout(2)
            assert Background(cout, 3).waits()
            poison(cin)


def test_names():
    assert Channel('x' * 32).name == 'x' * 32
    with pytest.raises(InfoException):
        Channel('x' * 33)
    assert Channel().name != Channel().name
    assert len(Channel().name) <= 32


def test_a_name_can_be_used_once_in_a_process():
    Channel('only once')
    with pytest.raises(InfoException):
        Channel('only once')

    @process
    def another():
        first = Channel('only once')
        try:
            Channel('only once')
        except InfoException:
            return first.name

    assert Parallel(another(), another()) == ['only once', 'only once']


def test_connect_needs_a_name_and_no_buffer():
    with pytest.raises(InfoException):
        Channel(connect=('localhost', 1))
    with pytest.raises(InfoException):
        Channel('connected', buffer=1, connect=('localhost', 1))


def test_a_buffer_holds_no_negative_number_of_messages():
    with pytest.raises(InfoException):
        Channel(buffer=-1)


def test_ends_are_mobile():
    carrier, payload = Channel(), Channel()

    @process
    def server(cin):
        while True:
            reply, question = cin()
            reply(question * 2)

    @process
    def client(cout):
        cin = payload.reader()
        cout((payload.writer(), 21))
        answer = cin()
        retire(cout)
        return answer

    assert Parallel(server(+carrier), client(-carrier)) == [None, 42]


# --- poison ---

def test_poison_ends_what_waits_and_all_that_comes():
    c = Channel()
    cin, cin2, cout = c.reader(), c.reader(), c.writer()
    waiting = [Background(cin), Background(cin2)]
    assert all(w.waits() for w in waiting)
    poison(cout)
    for w in waiting:
        with pytest.raises(ChannelPoisonException):
            w.get()
    for operation in (cin, cin2, lambda: cout(1)):
        with pytest.raises(ChannelPoisonException):
            operation()


def test_poison_by_the_reader_ends_writers():
    cin, cout = ends(Channel())
    writing = Background(cout, 1)
    assert writing.waits()
    cin.poison()
    with pytest.raises(ChannelPoisonException):
        writing.get()


def test_poison_loses_what_was_buffered():
    cin, cout = ends(Channel(buffer=2))
    cout(1)
    poison(cout)
    with pytest.raises(ChannelPoisonException):
        cin()


def test_poison_twice_does_nothing():
    cin, cout = ends(Channel())
    poison(cin, cout, cin)
    assert outcome(cin) == 'poison'


# --- retire ---

def test_the_last_writer_s_retirement_ends_readers():
    c = Channel()
    cin, first, second = c.reader(), c.writer(), c.writer()
    reading = Background(cin)
    retire(first)
    assert reading.waits()
    second.retire()
    with pytest.raises(ChannelRetireException):
        reading.get()
    with pytest.raises(ChannelRetireException):
        cin()


def test_the_last_reader_s_retirement_ends_writers():
    c = Channel()
    cout, first, second = c.writer(), c.reader(), c.reader()
    writing = Background(cout, 1)
    retire(first)
    assert writing.waits()
    retire(second)
    with pytest.raises(ChannelRetireException):
        writing.get()


def test_what_is_buffered_is_read_before_retirement_counts():
    cin, cout = ends(Channel(buffer=3))
    cout(1)
    cout(2)
    retire(cout)
    assert [cin(), cin()] == [1, 2]
    with pytest.raises(ChannelRetireException):
        cin()


def test_operations_after_an_end_s_own_retirement_raise():
    c = Channel(buffer=1)
    cin, cin2, cout, cout2 = c.reader(), c.reader(), c.writer(), c.writer()
    retire(cout, cin)
    with pytest.raises(ChannelRetireException):
        cout(1)
    with pytest.raises(ChannelRetireException):
        cin()
    cout2(2)
    assert cin2() == 2


def test_retire_twice_counts_once():
    c = Channel()
    cin, first, second = c.reader(), c.writer(), c.writer()
    first.retire()
    first.retire()
    reading = Background(cin)
    assert reading.waits()
    second(1)
    assert reading.get() == 1


@pytest.mark.parametrize('end_all, name', [(poison, 'poison'), (retire, 'retire')])
def test_lists_of_ends_are_taken(end_all, name):
    channels = Channel() * 3
    readers = [c.reader() for c in channels]
    writers = [c.writer() for c in channels]
    end_all(writers[0], [writers[1], [writers[2]]])
    assert [outcome(cin) for cin in readers] == [name] * 3


@pytest.mark.parametrize('end_all', [poison, retire])
def test_channels_are_no_ends(end_all):
    with pytest.raises(InfoException):
        end_all(Channel())
    with pytest.raises(InfoException):
        end_all([Channel()])


def test_disconnect_changes_nothing_within_a_jvm():
    c = Channel(buffer=1)
    cin, cout = ends(c)
    cin.disconnect()
    cout.disconnect()
    c.disconnect()
    cout(1)
    assert cin() == 1
