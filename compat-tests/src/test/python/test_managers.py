"""Managers and their proxies."""
import multiprocessing as mp
import queue
import sys
import threading
import time
from multiprocessing.managers import BaseManager, RemoteError, SyncManager

from helpers import LONG, NOTIFIED, SHORT, TIMED_OUT, on_jmp, pytest, run


@pytest.fixture(scope='module')
def manager():
    with mp.Manager() as manager:
        yield manager


def change(shared_dict, shared_list, namespace, value, array):
    shared_dict['child'] = 1
    shared_list.append('child')
    namespace.child = 2
    value.value += 1
    array[0] = 3


def test_a_child_changes_all(manager):
    d, l, n = manager.dict(), manager.list(), manager.Namespace(x=1)
    v, a = manager.Value('i', 5), manager.Array('i', [0, 1])
    assert run(change, d, l, n, v, a).exitcode == 0
    assert dict(d) == {'child': 1} and list(l) == ['child'] and (n.x, n.child) == (1, 2)
    assert v.value == 6 and a[0] == 3 and len(a) == 2
    assert str(n) == 'Namespace(child=2, x=1)' and str(v) == "Value('i', 6)" and str(a) == "array('i', [3, 1])"


def test_dict(manager):
    d = manager.dict({'a': 1}, b=2)
    assert len(d) == 2 and 'a' in d and d['b'] == 2 and d.get('c') is None and d.get('c', 5) == 5
    d['c'] = 3
    del d['a']
    assert sorted(d.items()) == [('b', 2), ('c', 3)] and sorted(d.keys()) == ['b', 'c'] and sorted(d.values()) == [2, 3]
    assert sorted(d) == ['b', 'c']
    assert d.pop('b') == 2 and d.setdefault('e', 5) == 5 and d.copy() == {'c': 3, 'e': 5}
    d.update({'f': 6}, g=7)
    assert d._getvalue() == {'c': 3, 'e': 5, 'f': 6, 'g': 7}
    with pytest.raises(KeyError, match='missing'):
        d['missing']
    assert isinstance(d.popitem(), tuple)
    d.clear()
    assert str(d) == '{}' and repr(d).startswith("<DictProxy object, typeid 'dict' at 0x")


def test_list(manager):
    l = manager.list(range(5))
    assert l[:] == [0, 1, 2, 3, 4] and l[2] == 2 and l[-1] == 4 and l[1:3] == [1, 2] and len(l) == 5
    l += [5, 6]
    l *= 2
    assert len(l) == 14 and l.count(6) == 2 and l.index(3) == 3 and 5 in l
    l[:] = [3, 1, 2]
    l.sort()
    l.reverse()
    l.insert(0, 'x')
    assert list(l) == ['x', 3, 2, 1] and l.pop() == 1 and l + [0] == ['x', 3, 2, 0] and l * 2 == ['x', 3, 2] * 2
    l.remove('x')
    l.extend((7, 8))
    del l[0]
    assert str(l) == '[2, 7, 8]'
    with pytest.raises(IndexError):
        l[10]
    with pytest.raises(ValueError):
        l.remove('nothing')


def test_namespace(manager):
    n = manager.Namespace()
    n.x = 1
    n._private = 2
    assert n.x == 1 and not hasattr(n, 'y') and str(n) == 'Namespace(x=1)'
    del n.x
    with pytest.raises(AttributeError):
        n.x


@pytest.mark.skipif(sys.version_info[0] == 2, reason='in Python 2.7, the objects are put into each other')
def test_nested_proxies(manager):
    outer = manager.list()
    inner = manager.dict()
    outer.append(inner)
    outer[0]['x'] = manager.list([1])
    outer[0]['x'].append(2)
    assert list(inner['x']) == [1, 2] and outer[0].keys() == ['x']


@pytest.mark.skipif(sys.version_info[0] > 2, reason='in Python 3, the proxies are put into each other')
def test_nested_objects(manager):
    a, b = manager.list(), manager.list([1])
    a.append(b)
    assert str(a) == '[[1]]' and a[:] == [[1]]
    b.append('hello')
    assert str(a) == "[[1, 'hello']]" and a[0] == [1, 'hello']
    a[0].append(2)
    assert b[:] == [1, 'hello']         # that was a copy
    d = manager.dict({'b': b})
    assert d['b'] == [1, 'hello'] and d.has_key('b')
    with type(manager)() as other:
        b_elsewhere = other.list([b])[0]
        b_elsewhere.append(3)
    assert b[:] == [1, 'hello', 3]      # of another manager, it stays a proxy


def produce(q, event):
    q.put('from child')
    event.set()


def test_queues_and_events(manager):
    q, event = manager.Queue(2), manager.Event()
    assert event.is_set() is False and event.wait(SHORT) is False
    process = mp.Process(target=produce, args=(q, event))
    process.start()
    assert event.wait(LONG) is True and q.get(timeout=LONG) == 'from child'
    process.join()
    with pytest.raises(queue.Empty):
        q.get_nowait()
    with pytest.raises(queue.Empty):
        q.get(timeout=SHORT)
    q.put(1)
    q.put(2)
    with pytest.raises(queue.Full):
        q.put(3, False)
    assert q.full() and q.qsize() == 2
    j = manager.JoinableQueue()
    j.put(1)
    j.get()
    j.task_done()
    j.join()
    with pytest.raises(ValueError):
        j.task_done()


def hold(lock, taken, leave):
    with lock:
        taken.set()
        leave.wait()


@pytest.mark.parametrize('kind', ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore'])
def test_locks(manager, kind):
    lock, taken, leave = getattr(manager, kind)(), mp.Event(), mp.Event()
    process = mp.Process(target=hold, args=(lock, taken, leave))
    process.start()
    assert taken.wait(LONG)
    assert lock.acquire(False) is False and lock.acquire(True, SHORT) is False
    leave.set()
    assert lock.acquire() is True
    process.join()
    lock.release()
    # GraalPy's own threading.Lock does not notice that it is released too often.
    if kind != 'Semaphore' and not (on_jmp and kind == 'Lock' and sys.version_info[0] > 2):
        with pytest.raises({'RLock': RuntimeError, 'BoundedSemaphore': ValueError}.get(kind, (RuntimeError, ValueError))):
            lock.release()


def notify(condition):
    with condition:
        condition.notify_all()


def pass_barrier(barrier):
    barrier.wait(LONG)


def test_condition_and_barrier(manager):
    condition = manager.Condition()
    with condition:
        process = mp.Process(target=notify, args=(condition,))
        process.start()
        assert condition.wait(LONG) is NOTIFIED
        assert condition.wait(SHORT) is TIMED_OUT
        assert condition.wait_for(lambda: 1) == 1
    process.join()
    barrier = manager.Barrier(2)
    process = mp.Process(target=pass_barrier, args=(barrier,))
    process.start()
    assert barrier.wait(LONG) in (0, 1)
    process.join()
    assert (barrier.parties, barrier.n_waiting, barrier.broken) == (2, 0, False)


def add(d, lock, n):
    for _ in range(n):
        with lock:
            d['count'] += 1


def test_many_processes_at_one_dict(manager):
    d, lock = manager.dict(count=0), mp.Lock()
    processes = [mp.Process(target=add, args=(d, lock, 50)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert d['count'] == 200


def wait_in_manager(event, started):
    started.set()
    event.wait()


def test_a_process_killed_inside_the_manager(manager):
    event, started = manager.Event(), mp.Event()
    process = mp.Process(target=wait_in_manager, args=(event, started))
    process.start()
    assert started.wait(LONG)
    process.terminate()
    process.join(LONG)
    assert process.exitcode == -15
    assert manager.list([1])[0] == 1


def test_unpicklable(manager):
    l = manager.list()
    with pytest.raises(TypeError):
        l.append(threading.Lock())
    l.append(1)
    assert len(l) == 1


def test_after_the_end():
    with mp.Manager() as manager:
        l = manager.list([1])
        assert l[0] == 1
    with pytest.raises((OSError, EOFError)):
        l[0]
    with pytest.raises(AssertionError, match='server not yet started'):
        manager.list()
    assert repr(l).startswith('<ListProxy object')
    manager = mp.Manager()
    l = manager.list()
    manager._process.kill()
    manager._process.join()
    with pytest.raises((OSError, EOFError)):
        l.append(1)
    manager.shutdown()


def call_for_ever(event, started, queue):
    started.set()
    try:
        event.wait()
    except (OSError, EOFError):
        queue.put('told')


def test_a_manager_killed_during_a_call():
    manager, started, queue = mp.Manager(), mp.Event(), mp.Queue()
    event = manager.Event()
    process = mp.Process(target=call_for_ever, args=(event, started, queue))
    process.start()
    assert started.wait(LONG)
    time.sleep(SHORT)
    manager._process.kill()
    assert queue.get(timeout=LONG) == 'told'
    process.join()
    manager.shutdown()


class Counter:
    def __init__(self, start=0):
        self.value = start

    def next(self):
        self.value += 1
        return self.value

    def fail(self):
        raise LookupError('on purpose')

    def _hidden(self):
        return 'hidden'


def numbers():
    for i in range(3):
        yield i


class MyManager(BaseManager):
    pass


MyManager.register('Counter', Counter)
MyManager.register('Partial', Counter, exposed=('next', '_hidden'))
MyManager.register('numbers', numbers, proxytype=SyncManager._registry['Iterator'][3])


def count(counter, n):
    for _ in range(n):
        counter.next()


def test_own_types():
    manager = MyManager()
    with pytest.raises(AssertionError):
        manager.Counter()
    manager.start()
    with pytest.raises(mp.ProcessError):
        manager.start()
    counter = manager.Counter(5)
    assert counter.next() == 6
    run(count, counter, 10)
    assert counter.next() == 17
    with pytest.raises(LookupError, match='on purpose'):
        counter.fail()
    with pytest.raises(AttributeError):
        counter._hidden()
    partial = manager.Partial()
    assert partial._hidden() == 'hidden'
    assert list(manager.numbers()) == [0, 1, 2]
    manager.shutdown()
    manager.join(LONG)


def initialise(queue):
    queue.put('initialised')


def fail_to_initialise():
    raise ValueError('on purpose')


def test_initialiser():
    queue = mp.Queue()
    manager = MyManager()
    manager.start(initialise, (queue,))
    assert queue.get(timeout=LONG) == 'initialised'
    manager.shutdown()
    manager = MyManager()
    with pytest.raises(EOFError):
        manager.start(fail_to_initialise)
    with pytest.raises(TypeError):
        MyManager().start('not callable')


def test_equal_tokens_are_one_object(manager):
    d = manager.dict()
    l = manager.list([d, d])
    (l[0] if sys.version_info[0] > 2 else d)['x'] = 1
    assert l[0]['x'] == 1 and l[1]['x'] == 1 and d['x'] == 1


def put_exception(results, call, *args):
    try:
        call(*args)
    except Exception as e:
        results.put((type(e), e.args))


def test_errors_arrive_as_themselves_in_children(manager):
    results, d = mp.Queue(), manager.dict()
    assert run(put_exception, results, d.__getitem__, 'missing').exitcode == 0
    assert results.get(timeout=LONG) == (KeyError, ('missing',))


def test_starting_twice():
    with mp.Manager() as manager:
        with pytest.raises(mp.ProcessError, match='Already started server'):
            manager.start()


def test_two_managers():
    with mp.Manager() as one, mp.Manager() as two:
        a, b = one.list([1]), two.list([2])
        a.append(b[0])
        assert list(a) == [1, 2] and list(b) == [2]


class Guarded(object):
    def shown(self):
        return 'shown'

    def hidden(self):
        return 'hidden'


class GuardedManager(BaseManager):
    pass


GuardedManager.register('Guarded', Guarded, exposed=('shown',))


def test_methods_that_are_not_exposed():
    with GuardedManager() as manager:
        guarded = manager.Guarded()
        assert guarded.shown() == 'shown'
        assert not hasattr(guarded, 'hidden')
        with pytest.raises(RemoteError, match='not in exposed'):
            guarded._callmethod('hidden')


def square(x):
    return x * x


def test_a_pool_in_the_manager(manager):
    pool = manager.Pool(2)
    assert pool.apply(square, (7,)) == 49
    assert pool.map(square, range(5)) == [0, 1, 4, 9, 16]
    assert pool.apply_async(square, (3,)).get(LONG) == 9
    assert list(pool.imap(square, range(4))) == [0, 1, 4, 9]
    pool.close()
    pool.join()


def test_a_maker_that_raises(manager):
    with pytest.raises(RemoteError, match='at least 1'):
        manager.Pool(0)


def test_a_lock_that_nobody_holds(manager):
    # In Python 2.7 it is `thread.error`, which Jython does not have, or what other locks of this package raise.
    plain = RuntimeError if sys.version_info[0] > 2 else ValueError
    for lock, error in (manager.Lock(), plain), (manager.RLock(), RuntimeError):
        with pytest.raises(error):
            lock.release()
        assert lock.acquire() and lock.release() is None
        with pytest.raises(error):
            lock.release()
