"""Functions that CPython cannot send: lambdas, closures, functions of an interactive session. On jmp alone."""
import functools
import multiprocessing as mp
import operator
import subprocess
import sys
from multiprocessing import reduction

from helpers import LONG, on_jmp, pytest

pytestmark = pytest.mark.skipif(not on_jmp, reason='CPython refuses them')

GLOBAL = 40


def double(x):
    return 2 * x


def put(q, function, *args):
    q.put(function(*args))


def in_process(function, *args):
    q = mp.SimpleQueue()
    process = mp.Process(target=lambda: q.put(function(*args)))
    process.start()
    process.join(LONG)
    assert process.exitcode == 0
    return q.get()


@pytest.fixture
def pool():
    with mp.Pool(2) as pool:
        yield pool


def test_lambda_as_target():
    assert in_process(lambda x: x + 1, 2) == 3


def test_globals_are_those_of_the_module(monkeypatch):
    # As for any function: the child has imported the module anew.
    monkeypatch.setitem(globals(), 'GLOBAL', 0)
    assert in_process(lambda: double(GLOBAL) + 4) == 84


def test_arguments():
    q = mp.SimpleQueue()
    process = mp.Process(target=put, args=(q, lambda x, *rest, y=5, **others: (x, rest, y, others), 1, 2, 3))
    process.start()
    process.join(LONG)
    assert q.get() == (1, (2, 3), 5, {})


def test_closures(pool):
    n = 3
    names = ['a', 'b']

    def inner(i, j=10, *, k=100):
        return [f(i) for f in (lambda x: x + n, lambda x: names[x % 2])] + [j, k, sys.version_info.major]
    inner.attribute = 'kept'
    assert pool.apply(inner, (1,)) == [4, 'b', 10, 100, 3]
    assert pool.apply(inner, (1, 2), dict(k=3)) == [4, 'b', 2, 3, 3]
    assert pool.apply(lambda: (inner.attribute, inner.__name__, inner.__qualname__, inner.__module__)) == (
        'kept', 'inner', inner.__qualname__, __name__)


def test_recursion(pool):
    def factorial(n):
        return n * factorial(n - 1) if n else 1

    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)
    assert pool.map(factorial, range(6)) == [1, 1, 2, 6, 24, 120]
    assert pool.map(even, range(4)) == [True, False, True, False]


def test_cells_are_shared(pool):
    def counter():
        n = 0

        def count():
            nonlocal n
            n += 1

        def value():
            return n
        return count, value

    def use(pair):
        count, value = pair
        count()
        count()
        return value()
    pair = counter()
    assert pool.apply(use, (pair,)) == 2
    assert pair[1]() == 0


def test_a_cell_without_a_value(pool):
    def f():
        return later
    with pytest.raises(NameError):
        pool.apply(f)
    later = 1


def test_every_way_into_a_pool(pool):
    n = 7
    add = lambda x: x + n
    assert pool.map(add, range(100)) == [x + 7 for x in range(100)]
    assert list(pool.imap(add, range(10), 3)) == [x + 7 for x in range(10)]
    assert sorted(pool.imap_unordered(add, iter(range(10)))) == [x + 7 for x in range(10)]
    assert pool.starmap(lambda x, y: x * y + n, [(1, 2), (3, 4)]) == [9, 19]
    assert pool.apply_async(add, (1,)).get(LONG) == 8
    assert pool.map(functools.partial(lambda x, y: x - y + n, 10), [1, 2]) == [16, 15]
    assert pool.map(operator.methodcaller('__call__', 5), [add, lambda x: -x]) == [12, -5]


def test_generators_and_comprehensions(pool):
    def squares(n):
        yield from (i * i for i in range(n))
    assert pool.apply(lambda n: list(squares(n)), (4,)) == [0, 1, 4, 9]


def test_shared_objects_in_closures():
    q, lock, value = mp.Queue(), mp.Lock(), mp.Value('i', 5)

    def work():
        with lock:
            value.value += 1
        q.put(value.value)
    process = mp.Process(target=work)
    process.start()
    process.join(LONG)
    assert q.get(timeout=LONG) == 6 and value.value == 6


def test_initializers():
    seen = []
    with mp.Pool(1, initializer=lambda x: setattr(mp, 'of_the_test', x), initargs=(seen,)) as pool:
        assert pool.apply(lambda: mp.of_the_test) == []


def test_errors_come_back(pool):
    def fail():
        raise ValueError('on purpose')
    with pytest.raises(ValueError, match='on purpose') as caught:
        pool.apply(fail)
    assert 'in fail' in str(caught.value.__cause__)


def test_what_cannot_be_sent(pool):
    unpicklable = (i for i in ())
    with pytest.raises(TypeError, match='generator'):
        pool.apply(lambda: unpicklable)
    with pytest.raises(Exception, match='[Cc]annot pickle'):
        mp.Process(target=lambda: unpicklable).start()

    class Local(object):
        pass
    with pytest.raises(Exception, match="[Cc]an't (pickle|get)"):
        pool.apply(lambda: Local)


def test_the_switch(monkeypatch, pool):
    monkeypatch.setattr(reduction, 'functions_by_value', False)
    for call in (lambda: pool.apply(lambda: 1), lambda: pool.map(lambda x: x, [1]), mp.Process(target=lambda: 1).start):
        with pytest.raises(Exception, match="[Cc]an't (pickle|get)"):
            call()


def test_the_switch_of_the_environment(monkeypatch):
    monkeypatch.setenv('JMP_FUNCTIONS_BY_VALUE', '0')
    code = 'import multiprocessing as mp; mp.Process(target=lambda: 1).start()'
    process = subprocess.run([sys.executable, '-c', code], stderr=subprocess.PIPE, timeout=2 * LONG)
    assert process.returncode == 1 and b'pickle' in process.stderr


SESSION = '''
import multiprocessing as mp
base = 100
def f(x):
    return g(x) + base

def g(x):
    return -x

pool = mp.Pool(2)
print(pool.map(f, range(3)))
pool.terminate()
q = mp.Queue()
p = mp.Process(target=lambda: q.put(f(1)))
p.start()
print(q.get(timeout=%d))
p.join()
'''


def test_an_interactive_session():
    process = subprocess.run([sys.executable, '-m', 'code'], input=(SESSION % LONG).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             timeout=2 * LONG)
    assert b'[100, 99, 98]' in process.stdout and b' 99\n' in process.stdout, (process.stdout, process.stderr)
