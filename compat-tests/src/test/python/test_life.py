"""How processes end, who waits for whom, and what stops them."""
import multiprocessing as mp
import os
import pickle
import subprocess
import sys
import threading
import time

from helpers import LONG, SHORT, in_child, on_jmp, pytest, run


def wait_for(event):
    event.wait()


def loop_for_ever(started):
    while True:
        try:
            started.set()
            while True:
                pass
        except BaseException:
            pass


def sleep_long(started):
    started.set()
    time.sleep(1000)


def sleep_long_and_a_bit(started):
    started.set()
    time.sleep(1000.25)


def join_thread_for_ever(started):
    blocker = threading.Event()
    thread = threading.Thread(target=blocker.wait)
    thread.start()
    started.set()
    thread.join()


def get_for_ever(started, queue):
    started.set()
    queue.get()


@pytest.mark.parametrize('target', [loop_for_ever, sleep_long, sleep_long_and_a_bit, join_thread_for_ever])
@pytest.mark.parametrize('method, code', [('terminate', -15), ('kill', -9)])
def test_stopping(target, method, code):
    if not on_jmp and method == 'terminate' and target is loop_for_ever:
        pytest.skip('CPython is stopped by the signal, whatever the program catches')
    started = mp.Event()
    process = mp.Process(target=target, args=(started,))
    process.start()
    assert started.wait(LONG)
    begin = time.monotonic()
    getattr(process, method)()
    process.join(LONG)
    assert process.exitcode == code
    assert time.monotonic() - begin < 5


def test_stopping_what_waits_for_a_queue():
    started, queue = mp.Event(), mp.Queue()
    process = mp.Process(target=get_for_ever, args=(started, queue))
    process.start()
    assert started.wait(LONG)
    process.terminate()
    process.join(LONG)
    assert process.exitcode == -15
    if on_jmp:  # a process of CPython may die with the queue's lock
        queue.put('still works')
        assert queue.get(timeout=LONG) == 'still works'


def test_terminate_right_after_start():
    process = mp.Process(target=time.sleep, args=(1000,))
    process.start()
    process.terminate()
    process.join(LONG)
    assert process.exitcode == -15


def test_terminate_after_the_end_changes_nothing():
    process = run(int)
    process.terminate()
    process.kill()
    assert process.exitcode == 0


def test_join_with_timeout():
    event = mp.Event()
    process = mp.Process(target=wait_for, args=(event,))
    process.start()
    begin = time.monotonic()
    assert process.join(SHORT) is None
    assert time.monotonic() - begin >= SHORT * 0.9
    assert process.is_alive() and process.exitcode is None
    process.join(-1)
    assert process.is_alive()
    event.set()
    process.join()
    assert process.exitcode == 0


def leave_children(queue, event):
    mp.Process(target=time.sleep, args=(1000,), daemon=True).start()
    mp.Process(target=put_later, args=(queue, event)).start()


def put_later(queue, event):
    event.wait()
    queue.put('done')


def test_the_end_of_a_parent():
    """Daemonic children are terminated, the others are joined."""
    queue, event = mp.Queue(), mp.Event()
    process = mp.Process(target=leave_children, args=(queue, event))
    process.start()
    process.join(SHORT)
    assert process.is_alive()
    event.set()
    process.join(LONG)
    assert process.exitcode == 0
    assert queue.get(timeout=LONG) == 'done'


def test_active_children():
    event = mp.Event()
    processes = [mp.Process(target=wait_for, args=(event,)) for _ in range(3)]
    for process in processes:
        assert process not in mp.active_children()
        process.start()
        assert process in mp.active_children()
    event.set()
    for process in processes:
        process.join()
    assert mp.active_children() == []


def compute(n, queue):
    total = 0
    for i in range(n):
        total += i
    queue.put(total)


def start_thread(queue):
    threading.Thread(target=compute, args=(1000, queue)).start()


def test_thread_in_child_is_waited_for():
    queue = mp.SimpleQueue()  # a Queue is flushed before threads are waited for
    process = mp.Process(target=start_thread, args=(queue,))
    process.start()
    assert queue.get() == sum(range(1000))
    process.join()
    assert process.exitcode == 0


def test_many_at_once():
    barrier = mp.Barrier(21)
    processes = [mp.Process(target=barrier.wait) for _ in range(20)]
    for process in processes:
        process.start()
    barrier.wait(LONG)
    for process in processes:
        process.join(LONG)
    assert [process.exitcode for process in processes] == [0] * 20


def nest(queue, depth):
    queue.put((depth, mp.current_process().name))
    if depth:
        child = mp.Process(target=nest, args=(queue, depth - 1))
        child.start()
        child.join()
        queue.put(child.exitcode)


def test_nested_processes():
    queue = mp.Queue()
    process = mp.Process(target=nest, args=(queue, 2), name='Process-1')
    process.start()
    got = [queue.get(timeout=LONG) for _ in range(5)]
    process.join()
    assert [item[0] for item in got[:3]] == [2, 1, 0] and got[3:] == [0, 0]
    assert [item[1].count(':') for item in got[:3]] == [0, 1, 2]


def start_a_child(queue):
    try:
        mp.Process(target=int).start()
    except AssertionError as e:
        queue.put(str(e))


def test_daemons_have_no_children():
    queue = mp.Queue()
    process = mp.Process(target=start_a_child, args=(queue,), daemon=True)
    process.start()
    assert queue.get(timeout=LONG) == 'daemonic processes are not allowed to have children'
    process.join()


def leave_then_fail(queue, event):
    leave_children(queue, event)
    raise SystemExit(9)


def test_a_failing_parent_waits_for_its_children_too():
    queue, event = mp.Queue(), mp.Event()
    process = mp.Process(target=leave_then_fail, args=(queue, event))
    process.start()
    process.join(SHORT)
    assert process.is_alive()
    event.set()
    process.join(LONG)
    assert process.exitcode == 9
    assert queue.get(timeout=LONG) == 'done'


def exit_handler(queue):
    import atexit
    atexit.register(queue.put, 'atexit')
    from multiprocessing import util
    util.Finalize(None, queue.put, args=('finalizer',), exitpriority=5)


def test_finalizers_run_in_children():
    queue = mp.SimpleQueue()
    assert run(exit_handler, queue).exitcode == 0
    assert queue.get() == 'finalizer'


def wait_for_parent(ready, queue):
    from multiprocessing.connection import wait
    ready.set()
    wait([mp.parent_process().sentinel], LONG)
    queue.put(mp.parent_process().is_alive())


def start_and_die(started, ready, queue):
    mp.Process(target=wait_for_parent, args=(ready, queue)).start()
    started.set()
    time.sleep(1000)


def test_a_child_sees_its_parent_die():
    started, ready, queue = mp.Event(), mp.Event(), mp.Queue()
    process = mp.Process(target=start_and_die, args=(started, ready, queue))
    process.start()
    assert started.wait(LONG) and ready.wait(LONG)
    process.kill()
    process.join(LONG)
    assert queue.get(timeout=LONG) is False


def test_joined_by_several_threads():
    event = mp.Event()
    process = mp.Process(target=wait_for, args=(event,))
    process.start()
    codes = []
    threads = [threading.Thread(target=lambda: (process.sentinel, codes.append(process.is_alive()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    event.set()
    process.join(LONG)
    assert codes == [True] * 3 and process.exitcode == 0


def test_one_after_the_other():
    for i in range(20):
        assert run(int, i).exitcode == 0
    assert mp.active_children() == []


@pytest.mark.parametrize('seconds', [1, 1.0])
def test_sleep_takes_no_longer_than_asked(seconds):
    begin = time.monotonic()
    time.sleep(seconds)
    # Where it goes on to the next whole second, it takes 1.5 s on average; three sleeps in a row take 2 s each.
    for _ in range(2):
        time.sleep(seconds)
    assert 3 <= time.monotonic() - begin < 4.5
    for wrong, error in (-1, ValueError), ('1', TypeError), (None, TypeError):
        with pytest.raises(error):
            time.sleep(wrong)


def test_numbers_of_parents():
    # That of the program is the operating system's.
    code = 'import os; print(os.getppid() == %d)'
    process = subprocess.run([sys.executable, '-c', code % os.getpid()], stdout=subprocess.PIPE, timeout=LONG)
    assert process.stdout == b'True\n'
    assert in_child(os.getppid) == os.getpid()


def own_number(function):
    return function() == os.getpid() == mp.current_process().pid


def test_functions_that_tell_numbers_are_sent_by_name():
    assert in_child(os.getpid) != os.getpid()
    assert in_child(own_number, os.getpid)
    assert pickle.loads(pickle.dumps(os.getpid)) is os.getpid
