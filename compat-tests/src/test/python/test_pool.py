"""Pools of processes and of threads."""
import multiprocessing as mp
import os
import threading
import time
from multiprocessing.pool import MaybeEncodingError, Pool, ThreadPool

from helpers import LONG, on_jmp, pytest


def square(x):
    return x * x


def fail(x):
    raise LookupError(x)


def fail_if_odd(x):
    if x % 2:
        raise LookupError(x)
    return x


def unpicklable_result():
    return lambda: 1


def name_and_pid(x):
    return mp.current_process().name, os.getpid(), mp.current_process().daemon


def add(a, b=0, c=0):
    return a + b + c


def begin(value):
    global begun
    begun = value


def what_has_begun(_):
    return begun


def fail_to_begin():
    raise ValueError('on purpose')


def die(event):
    event.set()
    os._exit(7)


def wait_for(event):
    event.wait(LONG)
    return 'waited'


def announce_and_wait(started, event):
    started.set()
    event.wait(LONG)


@pytest.fixture(params=['processes', 'threads'])
def pool(request):
    with mp.Pool(2) if request.param == 'processes' else ThreadPool(2) as pool:
        yield pool


@pytest.fixture
def manager():
    with mp.Manager() as manager:
        yield manager


@pytest.fixture
def event(pool, manager):
    return threading.Event() if isinstance(pool, ThreadPool) else manager.Event()


def test_apply(pool):
    assert pool.apply(add, (1,), {'b': 2}) == 3
    result = pool.apply_async(add, (1, 2), {'c': 3})
    assert result.get(LONG) == 6 and result.get() == 6
    assert result.ready() and result.successful()


def test_map(pool):
    assert pool.map(square, range(100)) == [x * x for x in range(100)]
    assert pool.map(square, (x for x in range(10)), chunksize=3) == [x * x for x in range(10)]
    assert pool.map(square, []) == []
    assert pool.starmap(add, [(1, 2), (3, 4, 5)]) == [3, 12]
    assert pool.map_async(square, range(5)).get(LONG) == [0, 1, 4, 9, 16]
    assert pool.starmap_async(add, [(1,), (2, 3)]).get(LONG) == [1, 5]


def test_imap(pool):
    assert list(pool.imap(square, range(20))) == [x * x for x in range(20)]
    assert list(pool.imap(square, (x for x in range(20)), chunksize=6)) == [x * x for x in range(20)]
    assert sorted(pool.imap_unordered(square, range(20))) == [x * x for x in range(20)]
    assert sorted(pool.imap_unordered(square, iter(range(20)), chunksize=7)) == [x * x for x in range(20)]
    iterator = pool.imap(square, [])
    with pytest.raises(StopIteration):
        next(iterator)


def test_imap_from_an_endless_generator():
    with mp.Pool(1) as pool:
        def numbers():
            n = 0
            while n < 2000:
                yield n
                n += 1
        iterator = pool.imap(square, numbers())
        assert [next(iterator) for _ in range(3)] == [0, 1, 4]


def test_imap_next_with_a_timeout(pool, event):
    iterator = pool.imap(wait_for, [event])
    with pytest.raises(mp.TimeoutError):
        iterator.next(timeout=0.05)
    event.set()
    assert iterator.next(timeout=LONG) == 'waited'


def test_errors_of_tasks(pool):
    with pytest.raises(LookupError, match='5') as caught:
        pool.apply(fail, (5,))
    if not isinstance(pool, ThreadPool):
        assert type(caught.value.__cause__).__name__ == 'RemoteTraceback'
        assert 'in fail' in str(caught.value.__cause__) and 'LookupError: 5' in str(caught.value.__cause__)
    with pytest.raises(LookupError):
        pool.map(fail_if_odd, range(10))
    result = pool.apply_async(fail, (6,))
    result.wait(LONG)
    assert result.ready() and not result.successful()
    iterator = pool.imap(fail_if_odd, range(4))
    outcomes = []
    for _ in range(4):
        try:
            outcomes.append(next(iterator))
        except LookupError as e:
            outcomes.append(str(e))
    assert outcomes == [0, '1', 2, '3']


def broken_iterable():
    yield 1
    yield 2
    raise OSError('the end')


def test_iterables_that_raise(pool):
    with pytest.raises(OSError):
        pool.map(square, broken_iterable())
    iterator = pool.imap(square, broken_iterable())
    assert next(iterator) == 1 and next(iterator) == 4
    with pytest.raises(OSError, match='the end'):
        next(iterator)
    with pytest.raises(ValueError, match='Chunksize must be 1'):
        pool.imap(square, [1], 0)


def test_what_cannot_be_pickled():
    with mp.Pool(1) as pool:
        with pytest.raises(MaybeEncodingError) as caught:
            pool.apply(unpicklable_result)
        assert 'Error sending result' in str(caught.value) and 'lambda' in str(caught.value)
        result = pool.apply_async(square, (threading.Lock(),))
        with pytest.raises(TypeError):
            result.get(LONG)
        assert pool.apply(square, (3,)) == 9


def test_callbacks(pool):
    got, done = [], threading.Event()

    def callback(value):
        got.append(value)
        done.set()
    result = pool.apply_async(square, (4,), callback=callback)
    assert result.get(LONG) == 16 and got == [16]
    result = pool.map_async(square, range(3), callback=got.append)
    assert result.get(LONG) == [0, 1, 4] and got == [16, [0, 1, 4]]
    result = pool.apply_async(fail, (7,), callback=got.append, error_callback=lambda e: got.append(repr(e)))
    result.wait(LONG)
    assert got[2:] == [repr(LookupError(7))]


def test_results_that_are_not_ready(pool, event):
    result = pool.apply_async(wait_for, (event,))
    assert not result.ready()
    with pytest.raises(ValueError, match='not ready'):
        result.successful()
    with pytest.raises(mp.TimeoutError):
        result.get(timeout=0.05)
    result.wait(0.01)
    event.set()
    assert result.get(LONG) == 'waited'


def test_the_workers():
    with mp.Pool(2) as pool:
        assert len(pool._pool) == 2
        names = set(pool.map(name_and_pid, range(40), chunksize=1))
        assert 1 <= len(names) <= 2 and all('PoolWorker-' in name and daemon for name, pid, daemon in names)
        assert set(pid for name, pid, daemon in names) <= set(w.pid for w in pool._pool)
        assert 'state=RUN pool_size=2' in repr(pool)
        with pytest.raises(NotImplementedError, match='pool objects cannot be passed'):
            pool.__reduce__()


def test_an_initializer():
    with mp.Pool(2, begin, ('hello',)) as pool:
        assert pool.map(what_has_begun, range(4)) == ['hello'] * 4
    with pytest.raises(TypeError):
        mp.Pool(1, initializer=5)


def test_workers_are_replaced_after_some_tasks():
    with mp.Pool(1, maxtasksperchild=2) as pool:
        pids = [pool.apply(name_and_pid, (i,))[1] for i in range(6)]
        assert len(set(pids)) == 3 and pids[0] == pids[1] and pids[2] == pids[3]
    for wrong in (0, -1, '1', 1.5):
        with pytest.raises(ValueError, match='maxtasksperchild'):
            mp.Pool(1, maxtasksperchild=wrong)
    with pytest.raises(ValueError, match='at least 1'):
        mp.Pool(0)


def test_close_and_join():
    pool = mp.Pool(2)
    with pytest.raises(ValueError, match='still running'):
        pool.join()
    results = [pool.apply_async(square, (i,)) for i in range(50)]
    pool.close()
    for call in (lambda: pool.apply(square, (1,)), lambda: pool.map(square, [1]), lambda: pool.imap(square, [1])):
        with pytest.raises(ValueError, match='Pool not running'):
            call()
    pool.join()
    assert [result.get(0) for result in results] == [i * i for i in range(50)]
    assert all(w.exitcode == 0 for w in pool._pool)


def test_terminate(manager):
    pool = mp.Pool(2)
    started, never = manager.Event(), manager.Event()
    pool.apply_async(announce_and_wait, (started, never))
    pool.map_async(square, range(10000), chunksize=1)
    assert started.wait(LONG)
    begin = time.time()
    pool.terminate()
    pool.join()
    assert time.time() - begin < LONG / 2


def test_ranges_are_parted_as_they_are():
    with mp.Pool(2) as pool:
        for items in range(0), range(7), range(10, -5, -3), range(2, 30, 4):
            for size in 1, 3, 100:
                expected = [square(i) for i in items]
                assert pool.map(square, items, size) == expected
                assert list(pool.imap(square, items, size)) == expected


def test_terminate_waits_for_a_callback():
    entered, leave, done = threading.Event(), threading.Event(), []

    def callback(result):
        entered.set()
        leave.wait(LONG)
        done.append(result)
    pool = mp.Pool(1)
    pool.apply_async(square, (2,), callback=callback)
    assert entered.wait(LONG)
    threading.Timer(0.2, leave.set).start()
    pool.terminate()
    assert done == [4]


def test_a_context_manager_ends_the_pool():
    with Pool(1) as pool:
        result = pool.apply_async(square, (2,))
        assert result.get(LONG) == 4
    with pytest.raises(ValueError, match='Pool not running'):
        pool.apply(square, (1,))
    pool.join()


def test_threads_share_objects():
    with ThreadPool(2) as pool:
        things = [object(), object()]
        assert pool.map(lambda thing: thing, things) == things
        assert pool.apply(threading.current_thread) is not threading.current_thread()


if on_jmp:
    from multiprocessing.pool import WorkerLostError

    def test_a_worker_that_dies_is_replaced_and_its_task_reported(manager):
        with mp.Pool(2) as pool:
            event = manager.Event()
            result = pool.apply_async(die, (event,))
            with pytest.raises(WorkerLostError, match='exit code 7'):
                result.get(LONG)
            assert event.is_set()
            assert pool.map(square, range(10)) == [x * x for x in range(10)]
            assert len(pool._pool) == 2

    def test_a_worker_that_is_killed_in_a_map(manager):
        with mp.Pool(2) as pool:
            started, never = manager.Event(), manager.Event()
            result = pool.starmap_async(announce_and_wait, [(started, never)], chunksize=1)
            assert started.wait(LONG)
            workers = list(pool._pool)
            for w in workers:
                w.kill()
            with pytest.raises(WorkerLostError, match='exit code -9'):
                result.get(LONG)
            for w in workers:
                w.join(LONG)    # the other one would take the next task, and die with it
            assert pool.apply(square, (3,)) == 9

    def test_tasks_of_a_terminated_pool_are_lost(manager):
        pool = mp.Pool(1)
        started, never = manager.Event(), manager.Event()
        running = pool.apply_async(announce_and_wait, (started, never))
        waiting = pool.apply_async(square, (1,))
        assert started.wait(LONG)
        pool.terminate()
        for result in (running, waiting):
            with pytest.raises(WorkerLostError):
                result.get(LONG)

    def test_a_callback_may_terminate_its_pool():
        ended = threading.Event()
        pool = mp.Pool(1)

        def callback(_):
            pool.terminate()
            ended.set()
        pool.apply_async(square, (2,), callback=callback)
        assert ended.wait(LONG)
        pool.join()

    def test_workers_that_cannot_begin():
        with mp.Pool(2, initializer=fail_to_begin) as pool:
            with pytest.raises(WorkerLostError, match='could begin'):
                pool.apply_async(square, (1,)).get(LONG)
            with pytest.raises(WorkerLostError, match='could begin'):
                pool.map(square, range(10))
