"""Measures the basic operations of multiprocessing on the Python that runs it, 2.7 or 3. `compat-tests/bench` runs it on CPython and on jmp.

Prints one line a row: its name, a tab, the median of several batches in microseconds, a tab, what the figure counts. Every row is
first repeated for some time without being measured: a JVM compiles what runs often. Imports are few: children have them too.

    bench.py [--method fork|spawn|...] [--quick] [ROW...]        (a row is chosen by a part of its name)
"""
import multiprocessing as mp
import sys
import time

now = getattr(time, 'perf_counter', None) or time.clock    # on Jython, that of the JVM in nanoseconds

N_DOUBLES = 100000
N_ITEMS = 20000
COMPUTATIONS = [400000] * 8
PAYLOAD = [42, None, 'hello']


class Settings(object):
    warm_up = 4.0  # seconds at most
    batches = 9
    batch_seconds = 0.25


# --- what the start rows have to carry: a program of the usual size, that a child has to have too ---------------------------

class Account(object):
    """A part of a program as users have them: it is here so that this file is no toy for whoever has to load it."""

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError('nothing to deposit')
        self.balance += amount
        self.history.append(('deposit', amount))

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError('not enough')
        self.balance -= amount
        self.history.append(('withdraw', amount))

    def statement(self):
        return '\n'.join('%-10s %8.2f' % entry for entry in self.history)


def words_of(text):
    counts = {}
    for line in text.splitlines():
        for word in line.lower().split():
            word = word.strip('.,;:!?()')
            counts[word] = counts.get(word, 0) + 1
    return counts


def matrix_product(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def primes_below(limit):
    sieve = bytearray([1]) * limit
    sieve[:2] = b'\0\0'
    for i in range(2, int(limit ** 0.5) + 1):
        if sieve[i]:
            sieve[i * i::i] = bytes(len(range(i * i, limit, i)))
    return [i for i, is_prime in enumerate(sieve) if is_prime]


# --- the targets ------------------------------------------------------------------------------------------------------------

def f():
    pass


def echo(connection):
    for item in iter(connection.recv, None):
        connection.send(item)


def echo_queue(questions, answers):
    for item in iter(questions.get, None):
        answers.put(item)


def produce(queue, orders):
    for n in iter(orders.recv, None):
        for _ in range(n):
            queue.put(PAYLOAD)


def identity(x):
    return x


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


# --- measuring --------------------------------------------------------------------------------------------------------------

def median(values):
    return sorted(values)[len(values) // 2]


def batches(operation, size=None):
    """Microseconds for one call of `operation(n)` divided by n: the median of the batches."""
    n, spent, end = size or 1, 0.0, now() + Settings.warm_up
    while now() < end:
        begin = now()
        operation(n)
        spent = now() - begin
        if size is None and spent < Settings.batch_seconds:
            n = max(n + 1, min(n * 4, int(n * Settings.batch_seconds / max(spent, 1e-9))))
    times = []
    for _ in range(Settings.batches):
        begin = now()
        operation(n)
        times.append((now() - begin) / n * 1e6)
    return median(times)


def repeated(function):
    def operation(n):
        for _ in range(n):
            function()
    return operation


def start_and_join():
    p = mp.Process(target=f)
    p.start()
    p.join()
    if p.exitcode != 0:
        raise RuntimeError('the process has failed')


def timed(function):
    begin = now()
    function()
    return (now() - begin) * 1e6


# --- the rows ---------------------------------------------------------------------------------------------------------------

def rested(operation, warm_up=1):
    """An operation when the implementation had time to prepare: 0.5 s of rest before each."""
    def row():
        end = now() + Settings.warm_up * warm_up
        while now() < end:
            operation()
        times = []
        for _ in range(20):
            time.sleep(0.5)
            times.append(timed(operation))
        return median(times)
    return row


def sustained():
    """100 starts one after the other, without a rest; the average."""
    def hundred():
        for _ in range(100):
            start_and_join()
    end = now() + Settings.warm_up
    while now() < end:
        start_and_join()
    return median([timed(hundred) / 100 for _ in range(3)])


def pipe_round_trip():
    here, there = mp.Pipe()
    p = mp.Process(target=echo, args=(there,))
    p.start()

    def call():
        here.send(PAYLOAD)
        here.recv()
    try:
        return batches(repeated(call))
    finally:
        here.send(None)
        p.join()


def queue_round_trip():
    questions, answers = mp.Queue(), mp.Queue()
    p = mp.Process(target=echo_queue, args=(questions, answers))
    p.start()

    def call():
        questions.put(PAYLOAD)
        answers.get()
    try:
        return batches(repeated(call))
    finally:
        questions.put(None)
        p.join()


def queue_item():
    queue = mp.Queue()
    here, there = mp.Pipe()
    p = mp.Process(target=produce, args=(queue, there))
    p.start()

    def operation(n):
        here.send(n)
        for _ in range(n):
            queue.get()
    try:
        return batches(operation, N_ITEMS)
    finally:
        here.send(None)
        p.join()


def lock():
    lock = mp.Lock()

    def call():
        lock.acquire()
        lock.release()
    return batches(repeated(call))


def value_increment():
    value = mp.Value('i', 0)

    def call():
        with value.get_lock():
            value.value += 1
    return batches(repeated(call))


def array_read():
    array = mp.Array('d', range(N_DOUBLES))
    return batches(repeated(lambda: array[:]))


def array_write():
    array, values = mp.Array('d', N_DOUBLES), [float(i) for i in range(N_DOUBLES)]

    def call():
        array[:] = values
    return batches(repeated(call))


def with_manager(make):
    def row():
        with mp.Manager() as manager:
            return batches(repeated(make(manager)))
    return row


def dict_set(manager):
    d = manager.dict()

    def call():
        d['key'] = 5
    return call


def dict_get(manager):
    d = manager.dict(key=5)
    return lambda: d['key']


def list_append(manager):
    values = manager.list()
    return lambda: values.append(5)


def namespace_increment(manager):
    namespace = manager.Namespace(x=0)

    def call():
        namespace.x += 1
    return call


def with_pool(make, size=None):
    def row():
        with mp.Pool(2) as pool:
            return batches(make(pool), size)
    return row


def pool_apply(pool):
    return repeated(lambda: pool.apply(identity, (1,)))


def pool_map(pool):
    return lambda n: pool.map(identity, range(n))


def pool_imap(pool):
    return lambda n: sum(pool.imap(identity, range(n)))


def new_pool():
    with mp.Pool(2) as pool:
        pool.apply(identity, (1,))


def in_sequence():
    return batches(lambda n: [sum_of_squares(n) for n in COMPUTATIONS], 1)


def in_parallel(pool):
    return lambda n: pool.map(sum_of_squares, COMPUTATIONS, 1)


ROWS = [
    ('start and join, the first ones', 'median of 20, a rest of 0.5 s before each', rested(start_and_join, 0)),
    ('start and join, after a rest of 0.5 s', 'median of 20, after 20 s of starts', rested(start_and_join, 5)),
    ('start and join, 100 without a rest', 'average', sustained),
    ('pipe round trip', '`[42, None, \'hello\']` there and back', pipe_round_trip),
    ('queue round trip', 'the same', queue_round_trip),
    ('queue, one way', 'an item of 20,000', queue_item),
    ('Lock acquire and release', 'nobody else wants it', lock),
    ('Value, locked increment', '', value_increment),
    ('Array slice read', '100,000 doubles', array_read),
    ('Array slice write', '100,000 doubles', array_write),
    ('manager dict set', '', with_manager(dict_set)),
    ('manager dict get', '', with_manager(dict_get)),
    ('manager list append', '', with_manager(list_append)),
    ('manager Namespace increment', 'a get and a set', with_manager(namespace_increment)),
    ('start of a Pool of two, after a rest of 0.5 s', 'to the end of its first call; median of 20', rested(new_pool)),
    ('Pool apply', 'of two workers', with_pool(pool_apply)),
    ('Pool map', 'a task of 20,000', with_pool(pool_map, N_ITEMS)),
    ('Pool imap', 'a task of 2,000', with_pool(pool_imap, 2000)),
    ('computations, in sequence', '8 sums of 400,000 squares', in_sequence),
    ('computations, by a Pool of two', 'the same', with_pool(in_parallel, 1)),
]


def main(arguments):
    if '--quick' in arguments:
        arguments.remove('--quick')
        Settings.warm_up, Settings.batches, Settings.batch_seconds = 0.5, 3, 0.05
    if '--method' in arguments:
        i = arguments.index('--method')
        mp.set_start_method(arguments[i + 1])
        del arguments[i:i + 2]
    for name, unit, row in ROWS:
        if not arguments or any(part in name for part in arguments):
            sys.stdout.write('%s\t%.2f\t%s\n' % (name, row(), unit))
            sys.stdout.flush()


if __name__ == '__main__':
    main(sys.argv[1:])
