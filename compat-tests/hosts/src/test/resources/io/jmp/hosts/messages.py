"""What the two hosts send each other. Runs on Python 2.7 and 3."""
import datetime
import sys
from collections import OrderedDict, deque
from decimal import Decimal


def messages(i, host):
    """Messages that arrive as what they are, from `host`."""
    yield None
    yield i % 2 == 0
    yield i
    yield -i << 35
    yield 2 ** 70 + i
    yield i * 1.5
    yield 'plain %d' % i
    yield u'\u20ac %d h\xf6her \U0001f600' % i
    yield u''
    # Bytes in ASCII arrive as text from Python 2, where they are the same.
    yield (b'\x00\xff' if host == 'jython' else b'ascii') * (i % 9 + 1)
    yield bytes(bytearray(range(256))) * (i % 3 + 1)
    yield bytearray(b'ascii')
    yield [i, None, 'hello', [b'\x80', (u'\xe9',)]]
    yield (1, (2, (i,)))
    yield {'a': i, u'\xfc': [b'\xfc'], i: 'n', (1, 'b'): None}
    yield {i, 'a', u'\xe4'}
    yield frozenset([i])
    yield complex(i, -1)
    yield datetime.datetime(2000 + i % 50, 2, 3, 4, 5, 6, i % 1000)
    yield datetime.timedelta(i)
    yield Decimal('1.25') * i
    yield OrderedDict([('z', i), ('a', 1)])
    yield deque([i, 'x'])
    same = ['twice']
    yield [same, same]


def numbered(count, host):
    i = 0
    while True:
        for message in messages(i, host):
            if i == count:
                return
            yield i, message
            i += 1


def send(queue, count, host):
    for i, message in numbered(count, host):
        queue.put((i, message))


def kind(value):
    """The type of a value, as far as both languages have it."""
    name = type(value).__name__
    if sys.version_info[0] == 2:
        return {'unicode': 'text', 'str': 'text or bytes', 'long': 'int'}.get(name, name)
    return {'str': 'text'}.get(name, name)


def receive(queue, results, count, host):
    """Compare all that arrives from `host` with what it has sent; put the number of those that are equal, or the first that is not."""
    for i, message in numbered(count, host):
        number, arrived = queue.get()
        right = number == i and arrived == message
        if sys.version_info[0] == 3:
            right = right and type(arrived) is type(message)
        if not right:
            results.put('%d: sent %r, arrived %d: %r' % (i, message, number, arrived))
            return
    same = queue.get()
    results.put(i + 1 if same[0] is same[1] else 'one object became two')


def send_same(queue):
    same = ['twice']
    queue.put([same, same])


def send_all(queue, count, host):
    send(queue, count, host)
    send_same(queue)


def add(queue, first, count):
    for i in range(first, first + count):
        queue.put((i, u'\u20ac', b'\xff'))


def take(queue, results):
    numbers = [i for i, text, data in iter(queue.get, None) if (text, data) == (u'\u20ac', b'\xff')]
    results.put(numbers)


def kinds(queue, results):
    """Tell what arrives, until None does."""
    for item in iter(queue.get, None):
        results.put(kind(item))


def samples(queue):
    for item in ['plain', u'plain', u'\xe9', b'plain', b'\xe9', bytearray(b'plain'), 1 << 40]:
        queue.put(item)
    queue.put(None)


def count_with(lock, value, times):
    for i in range(times):
        with lock:
            value.value += 1


def answer(connection):
    """Send back what is received, until None is."""
    for item in iter(connection.recv, None):
        connection.send(item)
    connection.close()


def ask(connection, results):
    items = [1, u'\u20ac', b'\xff', ['plain', None]]
    for item in items:
        connection.send(item)
    answers = [connection.recv() for item in items]
    connection.send(None)
    results.put(answers == items)


def errors(queue):
    for error in (ValueError('a', 1), KeyError('k'), EOFError()):
        queue.put(error)
    try:
        open('/nowhere/at/all')
    except EnvironmentError as e:
        queue.put(e)
    # What the package itself raises.
    from multiprocessing import Pipe
    a, b = Pipe()
    b.close()
    try:
        a.send(1)
    except EnvironmentError as e:
        queue.put(e)
    queue.put(None)


def name_errors(queue, results):
    for error in iter(queue.get, None):
        results.put('%s %r' % (type(error).__name__, [str(a) for a in error.args]))
