"""Locks, semaphores, conditions, events and barriers."""
import multiprocessing as mp
import pickle
import sys
import threading
import time

from helpers import LONG, NOTIFIED, SHORT, TIMED_OUT, in_child, on_jmp, pytest


def acquire_and_die(lock, taken):
    lock.acquire()
    taken.set()
    time.sleep(1000)


def increment(value, lock, n):
    for _ in range(n):
        with lock:
            value.value += 1


def release(lock):
    return lock.release()


def acquire(lock):
    return lock.acquire(timeout=SHORT)


def test_lock():
    lock = mp.Lock()
    assert repr(lock) == '<Lock(owner=None)>'
    assert lock.acquire() is True
    assert repr(lock) == '<Lock(owner=MainProcess)>'
    assert lock.acquire(False) is False
    begin = time.monotonic()
    assert lock.acquire(timeout=SHORT) is False
    assert time.monotonic() - begin >= SHORT * 0.9
    assert lock.acquire(True, -1) is False
    assert in_child(acquire, lock) is False
    assert in_child(repr, lock) == '<Lock(owner=SomeOtherProcess)>'
    assert in_child(release, lock) is None
    with pytest.raises(ValueError, match='released too many times'):
        lock.release()
    with lock as taken:
        assert taken is True


def test_rlock():
    lock = mp.RLock()
    assert lock.acquire() and lock.acquire()
    assert repr(lock) == '<RLock(MainProcess, 2)>'
    assert in_child(release, lock) == ('AssertionError', 'attempt to release recursive lock not owned by thread')
    assert in_child(repr, lock) == '<RLock(SomeOtherProcess, nonzero)>'
    lock.release()
    assert in_child(acquire, lock) is False
    lock.release()
    with pytest.raises(AssertionError, match='attempt to release recursive lock not owned by thread'):
        lock.release()
    assert repr(lock) == '<RLock(None, 0)>'
    assert in_child(acquire, lock) is True


def test_mutual_exclusion():
    for lock in (mp.Lock(), mp.RLock(), mp.Semaphore(1), mp.BoundedSemaphore(1)):
        value = mp.Value('i', 0, lock=False)
        processes = [mp.Process(target=increment, args=(value, lock, 300)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert value.value == 900


def test_a_killed_holder_leaves_the_lock_locked():
    lock, taken = mp.Lock(), mp.Event()
    process = mp.Process(target=acquire_and_die, args=(lock, taken))
    process.start()
    assert taken.wait(LONG)
    process.kill()
    process.join()
    assert lock.acquire(timeout=SHORT) is False
    lock.release()
    assert lock.acquire(timeout=SHORT) is True


def test_semaphores():
    semaphore = mp.Semaphore(2)
    assert repr(semaphore) == '<Semaphore(value=2)>'
    assert semaphore.acquire() and semaphore.acquire(False) and not semaphore.acquire(False)
    assert semaphore.get_value() == 0
    assert in_child(acquire, semaphore) is False
    semaphore.release()
    assert in_child(acquire, semaphore) is True
    for _ in range(5):
        semaphore.release()
    assert semaphore.get_value() == 5
    bounded = mp.BoundedSemaphore(2)
    assert repr(bounded) == '<BoundedSemaphore(value=2, maxvalue=2)>'
    with pytest.raises(ValueError):
        bounded.release()
    with pytest.raises((ValueError, OSError)):
        mp.Semaphore(-1)


def wait_on(condition, ready, woken):
    with condition:
        ready.release()
        woken.put(condition.wait(LONG))


def test_condition():
    condition, ready, woken = mp.Condition(), mp.Semaphore(0), mp.Queue()
    processes = [mp.Process(target=wait_on, args=(condition, ready, woken)) for _ in range(3)]
    threads = [threading.Thread(target=wait_on, args=(condition, ready, woken)) for _ in range(3)]
    for waiter in processes + threads:
        waiter.start()
    for _ in range(6):
        assert ready.acquire(timeout=LONG)
    with condition:
        condition.notify()
    assert woken.get(timeout=LONG) is NOTIFIED
    with condition:
        condition.notify(2)
    assert [woken.get(timeout=LONG) for _ in range(2)] == [NOTIFIED] * 2
    assert woken.empty()
    with condition:
        condition.notify_all()
    assert [woken.get(timeout=LONG) for _ in range(3)] == [NOTIFIED] * 3
    for waiter in processes + threads:
        waiter.join()
    with condition:
        assert condition.wait(SHORT) is TIMED_OUT
        assert condition.wait_for(lambda: False, SHORT) is False
        assert condition.wait_for(lambda: 5) == 5


def test_condition_misuse():
    condition = mp.Condition()
    with pytest.raises(AssertionError, match=r'must acquire\(\) condition before using wait\(\)'):
        condition.wait()
    with pytest.raises(AssertionError, match='lock is not owned'):
        condition.notify()
    assert repr(condition).startswith('<Condition(<RLock(None, 0)>, 0')


def test_condition_gives_up_a_recursive_lock():
    condition = mp.Condition(mp.RLock())
    with condition:
        with condition:
            process = mp.Process(target=notify, args=(condition,))
            process.start()
            assert condition.wait(LONG) is NOTIFIED
        assert in_child(acquire, condition) is False
    assert in_child(acquire, condition) is True
    process.join()


def notify(condition):
    with condition:
        condition.notify()


def set_event(event):
    event.set()


def test_event():
    event = mp.Event()
    assert event.is_set() is False and event.wait(SHORT) is False and event.wait(0) is False
    process = mp.Process(target=set_event, args=(event,))
    process.start()
    assert event.wait(LONG) is True and event.is_set()
    process.join()
    event.clear()
    assert not event.is_set()
    assert 'unset' in repr(event) if on_jmp else True


def pass_barrier(barrier, queue):
    try:
        queue.put(barrier.wait())
    except threading.BrokenBarrierError:
        queue.put('broken')


def test_barrier():
    barrier, queue = mp.Barrier(3), mp.Queue()
    for _ in range(3):
        processes = [mp.Process(target=pass_barrier, args=(barrier, queue)) for _ in range(3)]
        for process in processes:
            process.start()
        assert sorted(queue.get(timeout=LONG) for _ in range(3)) == [0, 1, 2]
        for process in processes:
            process.join()
    assert (barrier.parties, barrier.n_waiting, barrier.broken) == (3, 0, False)


class Count:
    def __init__(self, value):
        self.value = value

    def __call__(self):
        self.value.value += 1


def test_barrier_action():
    value = mp.Value('i', 0)
    barrier, queue = mp.Barrier(2, Count(value)), mp.Queue()
    process = mp.Process(target=pass_barrier, args=(barrier, queue))
    process.start()
    index = barrier.wait(LONG)
    assert {index, queue.get(timeout=LONG)} == {0, 1}
    process.join()
    assert value.value == 1


def test_barrier_breaks():
    barrier, queue = mp.Barrier(3), mp.Queue()
    process = mp.Process(target=pass_barrier, args=(barrier, queue))
    process.start()
    with pytest.raises(threading.BrokenBarrierError):
        barrier.wait(SHORT * 20)
    assert queue.get(timeout=LONG) == 'broken'
    process.join()
    assert barrier.broken
    with pytest.raises(threading.BrokenBarrierError):
        barrier.wait()
    barrier.reset()
    assert not barrier.broken
    process = mp.Process(target=pass_barrier, args=(barrier, queue))
    process.start()
    while barrier.n_waiting == 0:
        time.sleep(0.01)
    barrier.reset()
    assert queue.get(timeout=LONG) == 'broken'
    process.join()
    assert not barrier.broken
    barrier.abort()
    assert barrier.broken
    if on_jmp:  # CPython says so since 3.12
        with pytest.raises(ValueError):
            mp.Barrier(0)


def test_only_by_inheritance():
    for obj in (mp.Lock(), mp.RLock(), mp.Semaphore(), mp.BoundedSemaphore(), mp.Condition(), mp.Event()):
        with pytest.raises(RuntimeError, match='should only be shared between processes through inheritance'):
            pickle.dumps(obj)


def test_several_names_of_one_thing():
    lock = mp.Lock()
    assert in_child(try_both, [lock, lock]) == (True, False)
    assert lock.acquire(False) is False
    lock.release()


def try_both(locks):
    first, second = locks
    return first.acquire(timeout=SHORT), second.acquire(timeout=SHORT)


def test_rlock_belongs_to_a_thread():
    lock, results = mp.RLock(), []
    with lock:
        thread = threading.Thread(target=lambda: results.append(lock.acquire(False)))
        thread.start()
        thread.join()
    assert results == [False]


def test_wait_for_across_processes():
    condition, value = mp.Condition(), mp.Value('i', 0, lock=False)
    process = mp.Process(target=count_to, args=(condition, value, 5))
    process.start()
    with condition:
        assert condition.wait_for(lambda: value.value == 5, LONG) is True
    process.join(LONG)


def count_to(condition, value, n):
    for _ in range(n):
        with condition:
            value.value += 1
            condition.notify_all()


@pytest.mark.skipif(sys.version_info[0] > 2, reason='a name of Python 2.7')
def test_the_error_of_locks_of_threads():
    from multiprocessing import dummy
    with pytest.raises(threading.ThreadError):
        dummy.Lock().release()


def test_notify_without_waiters():
    condition = mp.Condition()
    with condition:
        condition.notify()
        condition.notify_all()
        assert condition.wait(SHORT) is TIMED_OUT


def fail_action():
    raise LookupError('in the action')


def test_a_failing_action_breaks_the_barrier():
    barrier, queue = mp.Barrier(2, fail_action), mp.Queue()
    process = mp.Process(target=pass_barrier_noting, args=(barrier, queue))
    process.start()
    pass_barrier_noting(barrier, queue)
    assert sorted(queue.get(timeout=LONG) for _ in range(2)) == ['BrokenBarrierError', 'LookupError']
    process.join(LONG)
    assert barrier.broken


def pass_barrier_noting(barrier, queue):
    try:
        queue.put(barrier.wait(LONG))
    except Exception as e:
        queue.put(type(e).__name__)
