"""Queues."""
import multiprocessing as mp
import pickle
import queue
import re
import sys
import threading
import time

from helpers import LONG, SHORT, Recorder, in_child, on_jmp, pytest, run, text_of


def put_all(q, items):
    for item in items:
        q.put(item)


def consume(tasks, results):
    for item in iter(tasks.get, None):
        results.put(item)
        tasks.task_done()
    tasks.task_done()


@pytest.mark.parametrize('make', [mp.Queue, mp.JoinableQueue, mp.SimpleQueue])
def test_values_arrive_equal_and_in_order(make):
    values = [None, True, 0, -1, 2 ** 40, 2 ** 100, 1.5, '', 'text \u00e4\U0001f600', b'', b'\0\xff', [1, [2]], (1,), {'a': {1}},
              frozenset('ab'), Exception, ValueError('x'), range(5), 3 + 4j]
    q = make()
    process = mp.Process(target=put_all, args=(q, values))
    process.start()
    got = [q.get() for _ in values]
    process.join()
    assert repr(got) == repr(values)
    assert q.empty()


def test_bounded():
    q = mp.Queue(maxsize=2)
    q.put(1)
    q.put(2, True, None)
    time.sleep(0 if on_jmp else SHORT)
    assert q.full() and not q.empty()
    for call in (lambda: q.put(3, False), lambda: q.put_nowait(3), lambda: q.put(3, True, 0), lambda: q.put(3, True, -1)):
        with pytest.raises(queue.Full):
            call()
    begin = time.monotonic()
    with pytest.raises(queue.Full):
        q.put(3, timeout=SHORT)
    assert time.monotonic() - begin >= SHORT * 0.9
    assert [q.get(timeout=LONG), q.get(timeout=LONG)] == [1, 2]
    for call in (lambda: q.get(False), lambda: q.get_nowait(), lambda: q.get(True, 0), lambda: q.get(True, -1)):
        with pytest.raises(queue.Empty):
            call()
    begin = time.monotonic()
    with pytest.raises(queue.Empty):
        q.get(timeout=SHORT)
    assert time.monotonic() - begin >= SHORT * 0.9
    assert q.qsize() == 0


def test_full_queue_makes_the_producer_wait():
    q = mp.Queue(1)
    process = mp.Process(target=put_all, args=(q, range(100)))
    process.start()
    assert [q.get(timeout=LONG) for _ in range(100)] == list(range(100))
    process.join()


def test_closed():
    q = mp.Queue()
    with pytest.raises(AssertionError):
        q.join_thread()
    q.close()
    q.close()
    q.join_thread()
    with pytest.raises(ValueError, match='is closed'):
        q.put(1)
    with pytest.raises(ValueError, match='is closed'):
        q.get()
    q = mp.Queue()
    q.cancel_join_thread()
    s = mp.SimpleQueue()
    s.close()
    with pytest.raises(OSError):
        s.get()


def test_joinable():
    tasks, results = mp.JoinableQueue(), mp.Queue()
    workers = [mp.Process(target=consume, args=(tasks, results)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for i in range(30):
        tasks.put(i)
    tasks.join()
    assert sorted(results.get(timeout=LONG) for _ in range(30)) == list(range(30))
    for _ in workers:
        tasks.put(None)
    tasks.join()
    for worker in workers:
        worker.join()
    with pytest.raises(ValueError, match=r'task_done\(\) called too many times'):
        tasks.task_done()


def test_many_producers_and_consumers():
    tasks, results = mp.JoinableQueue(10), mp.Queue()
    producers = [mp.Process(target=put_all, args=(tasks, [(p, i) for i in range(200)])) for p in range(3)]
    consumers = [mp.Process(target=consume, args=(tasks, results)) for _ in range(2)]
    for process in producers + consumers:
        process.start()
    got = [results.get(timeout=LONG) for _ in range(600)]
    for process in producers:
        process.join()
    for _ in consumers:
        tasks.put(None)
    for process in consumers:
        process.join()
    assert sorted(got) == [(p, i) for p in range(3) for i in range(200)]
    assert results.empty()


def test_big_items():
    q = mp.Queue()
    data = bytes(range(256)) * 40000
    process = mp.Process(target=put_all, args=(q, [data, [data, data]]))
    process.start()
    assert q.get(timeout=LONG) == data
    assert q.get(timeout=LONG) == [data, data]
    process.join()


def test_what_was_put_outlives_its_process():
    q = mp.Queue()
    run(put_all, q, range(1000))
    assert [q.get(timeout=LONG) for _ in range(1000)] == list(range(1000))


def test_copies():
    q = mp.Queue()
    item = [1]
    q.put(item)
    got = q.get(timeout=LONG)
    assert got == item and got is not item


def put_lock(texts, q):
    sys.stderr = Recorder(texts)
    q.put(threading.Lock())
    q.put('next')
    q.close()
    q.join_thread()


def test_unpicklable_items_are_reported_not_raised():
    q, texts = mp.Queue(), mp.SimpleQueue()
    assert run(put_lock, texts, q).exitcode == 0
    assert q.get(timeout=LONG) == 'next'
    text = text_of(texts)
    assert text.startswith('Traceback (most recent call last):') and re.search(r"TypeError: (cannot pickle '_thread.lo|can't pickle _threading.Lock)", text.replace('LockType', 'lock'))


def test_unpicklable_items_leave_room_in_bounded_queues():
    texts, q = mp.SimpleQueue(), mp.Queue(1)
    assert run(put_lock, texts, q).exitcode == 0
    assert q.get(timeout=LONG) == 'next'


def test_unpicklable_items_of_simple_queues_are_errors():
    q = mp.SimpleQueue()
    with pytest.raises(TypeError, match='pickle'):
        q.put(threading.Lock())
    q.put('next')
    assert q.get() == 'next'


def test_queues_travel_only_by_inheritance():
    q = mp.Queue()
    with pytest.raises(RuntimeError, match='Queue objects should only be shared between processes through inheritance'):
        pickle.dumps(q)
    with pytest.raises(RuntimeError, match='SimpleQueue objects should only be shared'):
        mp.SimpleQueue().put(mp.SimpleQueue())


def test_readers_can_be_waited_for():
    from multiprocessing.connection import wait
    q = mp.Queue()
    assert wait([q._reader], SHORT) == []
    process = mp.Process(target=put_all, args=(q, [1]))
    process.start()
    assert wait([q._reader], LONG) == [q._reader]
    assert q.get() == 1
    process.join()


class Unloadable(object):
    def __reduce__(self):
        return (fail_to_load, ())


def fail_to_load():
    raise LookupError('cannot be loaded')


def test_an_item_that_cannot_be_loaded_is_an_error_of_the_receiver():
    for q in (mp.Queue(), mp.SimpleQueue()):
        q.put(Unloadable())
        q.put('next')
        with pytest.raises(LookupError, match='cannot be loaded'):
            q.get()
        assert q.get() == 'next'


def put_a_queue(q):
    q.put(q)


def test_a_queue_cannot_be_put_into_a_simple_queue_of_a_child():
    name, text = in_child(put_a_queue, mp.SimpleQueue())
    assert name == 'RuntimeError' and 'only be shared between processes through inheritance' in text


def use_connection(q):
    connection = q.get()
    connection.send('through a queue')
    connection.close()


def test_connections_travel_through_queues():
    q = mp.Queue()
    here, there = mp.Pipe()
    process = mp.Process(target=use_connection, args=(q,))
    process.start()
    q.put(there)
    assert here.recv() == 'through a queue'
    process.join(LONG)
    assert process.exitcode == 0


def holder(queues):
    queues['x'][0].put('found')


def test_queues_inside_arguments():
    q = mp.Queue()
    assert run(holder, {'x': [q]}).exitcode == 0
    assert q.get(timeout=LONG) == 'found'


def test_a_queue_passed_on_by_a_child():
    q = mp.Queue()
    assert run(pass_on, q).exitcode == 0
    assert q.get(timeout=LONG) == 'from the grandchild'


def pass_on(q):
    process = mp.Process(target=q.put, args=('from the grandchild',))
    process.start()
    process.join()


def put_and_leave(q):
    q.cancel_join_thread()
    q.put('x')


def test_cancel_join_thread_does_not_block_the_end():
    q = mp.Queue()
    assert run(put_and_leave, q).exitcode == 0


def test_a_get_is_woken_by_a_later_put():
    q, ready = mp.Queue(), mp.Event()
    process = mp.Process(target=put_when, args=(q, ready))
    process.start()
    threading.Timer(SHORT, ready.set).start()
    assert q.get(timeout=LONG) == 'late'
    process.join()


def put_when(q, ready):
    ready.wait()
    q.put('late')


def test_join_waits_for_task_done():
    q = mp.JoinableQueue()
    q.put(1)
    thread = threading.Thread(target=q.join)
    thread.start()
    thread.join(SHORT)
    assert thread.is_alive()
    assert q.get(timeout=LONG) == 1
    q.task_done()
    thread.join(LONG)
    assert not thread.is_alive()
    q.join()


def test_maxsize_zero_and_less_is_no_bound():
    for maxsize in (0, -1):
        q = mp.Queue(maxsize)
        for i in range(1000):
            q.put_nowait(i)
        assert [q.get(timeout=LONG) for _ in range(1000)] == list(range(1000))
