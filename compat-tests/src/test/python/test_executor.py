"""ProcessPoolExecutor of the standard library, unchanged, over the package."""
import concurrent.futures
import multiprocessing as mp
import os
import signal
import threading
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from helpers import LONG, on_jmp, pytest

CONTEXTS = ['context', 'spawn', 'forkserver'] if on_jmp else ['spawn']

_initialised = None


def square(x):
    return x * x


def fail(x):
    raise LookupError(x)


def initialise(value):
    global _initialised
    _initialised = value


def fail_to_initialise():
    raise ValueError('on purpose')


def initialised(_):
    return _initialised


def pid():
    return os.getpid()


def die(event):
    event.wait(LONG)
    os._exit(3)


def kill_myself(event):
    event.wait(LONG)
    os.kill(os.getpid(), signal.SIGKILL)


def wait(started, event):
    started.set()
    event.wait(LONG)
    return 'waited'


def nested(n):
    with ProcessPoolExecutor(1, mp_context=mp.get_context(CONTEXTS[0])) as executor:
        return sum(executor.map(square, range(n)))


@pytest.fixture(params=CONTEXTS)
def context(request):
    return mp.get_context(request.param)


@pytest.fixture
def executor(context):
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        yield executor


@pytest.fixture
def events():
    with mp.Manager() as manager:
        yield manager.Event(), manager.Event()


def test_map(executor):
    assert list(executor.map(square, range(20))) == [x * x for x in range(20)]
    assert list(executor.map(pow, [2, 3], [3, 2], chunksize=2)) == [8, 9]
    results = executor.map(fail, [1, 2])
    with pytest.raises(LookupError):
        next(results)


def test_submit(executor):
    future = executor.submit(square, 7)
    assert future.result(LONG) == 49 and future.done() and future.exception() is None
    failing = executor.submit(fail, 'the text')
    error = failing.exception(LONG)
    assert type(error) is LookupError and error.args == ('the text',)
    assert 'in fail' in str(error.__cause__)
    assert executor.submit(int, x='7').exception(LONG).__class__ is TypeError
    seen = []
    done = threading.Event()
    future = executor.submit(square, 3)
    future.add_done_callback(lambda f: (seen.append(f.result()), done.set()))
    assert done.wait(LONG) and seen == [9]


def test_waiting(executor):
    futures = [executor.submit(square, x) for x in range(10)]
    done, waiting = concurrent.futures.wait(futures, LONG)
    assert not waiting and sorted(f.result() for f in done) == [x * x for x in range(10)]
    assert sorted(f.result() for f in concurrent.futures.as_completed(futures, LONG)) == [x * x for x in range(10)]


def test_timeouts_and_cancelling(context, events):
    started, event = events
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        first = executor.submit(wait, started, event)
        assert started.wait(LONG)
        more = [executor.submit(square, x) for x in range(10)]
        with pytest.raises(concurrent.futures.TimeoutError):
            first.result(0.05)
        assert not first.cancel() and first.running()
        assert more[-1].cancel() and more[-1].cancelled()
        event.set()
        assert first.result(LONG) == 'waited'
        assert [f.result(LONG) for f in more[:-1]] == [x * x for x in range(9)]
        with pytest.raises(concurrent.futures.CancelledError):
            more[-1].result()


def test_initializer(context):
    with ProcessPoolExecutor(2, mp_context=context, initializer=initialise, initargs=('value',)) as executor:
        assert set(executor.map(initialised, range(10))) == {'value'}


def test_an_initializer_that_fails(context):
    with ProcessPoolExecutor(1, mp_context=context, initializer=fail_to_initialise) as executor:
        future = executor.submit(square, 1)
        with pytest.raises(BrokenProcessPool):
            future.result(LONG)
        with pytest.raises(BrokenProcessPool):
            executor.submit(square, 1)


@pytest.mark.parametrize('end', [die, kill_myself])
def test_a_worker_that_dies_breaks_the_pool(context, events, end):
    event = events[1]
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        assert executor.submit(square, 2).result(LONG) == 4
        futures = [executor.submit(end, event)] + [executor.submit(square, x) for x in range(5)]
        event.set()
        with pytest.raises(BrokenProcessPool):
            futures[0].result(LONG)
        for future in futures[1:]:
            # Done before, or broken as well; none waits for ever.
            assert future.exception(LONG) is None or isinstance(future.exception(), BrokenProcessPool)
        with pytest.raises(BrokenProcessPool):
            executor.submit(square, 1)


def test_a_worker_that_is_killed_from_outside(context, events):
    started, event = events
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        future = executor.submit(wait, started, event)
        assert started.wait(LONG)
        for process in executor._processes.values():
            process.kill()
        with pytest.raises(BrokenProcessPool):
            future.result(LONG)


def test_shutdown(context, events):
    started, event = events
    executor = ProcessPoolExecutor(1, mp_context=context)
    first = executor.submit(wait, started, event)
    assert started.wait(LONG)
    more = [executor.submit(square, x) for x in range(10)]
    processes = list(executor._processes.values())
    executor.shutdown(wait=False, cancel_futures=True)
    with pytest.raises(RuntimeError):
        executor.submit(square, 1)
    with pytest.raises(CancelledError):
        more[-1].result(LONG)  # cancelled by the executor's own thread, soon
    event.set()
    assert first.result(LONG) == 'waited'
    for process in processes:
        process.join(LONG)


def test_tasks_of_a_worker():
    with ProcessPoolExecutor(1, mp_context=mp.get_context(CONTEXTS[0]), max_tasks_per_child=2) as executor:
        pids = [executor.submit(pid).result(LONG) for _ in range(6)]
    assert len(set(pids)) == 3


def test_unpicklable(executor):
    error = executor.submit(square, threading.Lock()).exception(LONG)
    assert isinstance(error, TypeError) and 'pickle' in str(error)
    assert executor.submit(square, 2).result(LONG) == 4
    assert executor.submit(threading.Lock).exception(LONG) is not None
    assert executor.submit(square, 3).result(LONG) == 9


def test_many_tasks(executor):
    assert sum(executor.map(square, range(2000), chunksize=20)) == sum(x * x for x in range(2000))
    futures = [executor.submit(square, x) for x in range(300)]
    assert [f.result(LONG) for f in futures] == [x * x for x in range(300)]


def test_an_executor_in_a_worker(executor):
    assert executor.submit(nested, 5).result(LONG) == 30
