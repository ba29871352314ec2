"""Processes: their life, their attributes, and what goes wrong."""
import multiprocessing as mp
import os
import sys
import threading
import time

from helpers import LONG, on_jmp, pytest, run, SHORT


def report(queue, *args, **kwargs):
    queue.put((os.getpid(), mp.current_process().name, mp.current_process().daemon, args, kwargs))


def wait_for(event):
    event.wait()


def exit_with(code):
    sys.exit(code)


def exit_hard(code):
    os._exit(code)


def fail():
    raise ValueError('on purpose')


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


def join_thread_for_ever(started):
    blocker = threading.Event()
    thread = threading.Thread(target=blocker.wait)
    thread.start()
    started.set()
    thread.join()


def get_for_ever(started, queue):
    started.set()
    queue.get()


def test_arguments_and_identity():
    queue = mp.Queue()
    process = mp.Process(target=report, name='worker', args=(queue, 1, 'two'), kwargs={'three': [3]})
    assert process.pid is None and process.exitcode is None and not process.is_alive()
    process.start()
    pid, name, daemon, args, kwargs = queue.get(timeout=LONG)
    process.join()
    assert pid == process.pid == process.ident != os.getpid()
    assert (name, daemon, args, kwargs) == ('worker', False, (1, 'two'), {'three': [3]})
    assert process.exitcode == 0 and not process.is_alive()


def test_default_names_count_up():
    first, second = mp.Process(), mp.Process()
    prefix, number = first.name.rsplit('-', 1)
    assert prefix == 'Process' and second.name == 'Process-%d' % (int(number) + 1)
    with pytest.raises(AssertionError):
        first.name = 5


@pytest.mark.parametrize('code, expected', [(None, 0), (0, 0), (3, 3), (255, 255), (-1, 255), (256, 0)])
def test_exit_codes(code, expected):
    assert run(exit_with, code).exitcode == expected


class Writer:
    """A standard error stream that sends what is written to it."""

    def __init__(self, queue):
        self.queue = queue

    def write(self, text):
        self.queue.put(text)

    def flush(self):
        pass


def with_stderr(queue, function, *args):
    sys.stderr = Writer(queue)
    function(*args)


def stderr_of(function, *args):
    """Run a function in a process; return the process, and what it wrote on standard error."""
    queue = mp.Queue()
    process = run(with_stderr, queue, function, *args)
    queue.put(None)
    return process, ''.join(iter(queue.get, None))


def test_exit_with_text():
    process, err = stderr_of(exit_with, 'the reason')
    assert process.exitcode == 1
    assert err == 'the reason\n'


def test_hard_exit():
    assert run(exit_hard, 7).exitcode == 7


def test_failing_target_prints_a_traceback():
    process, err = stderr_of(fail)
    assert process.exitcode == 1
    lines = err.splitlines()
    assert lines[0] == 'Process %s:' % process.name
    assert lines[1] == 'Traceback (most recent call last):'
    assert lines[-1] == 'ValueError: on purpose'
    assert 'in fail' in err


@pytest.mark.parametrize('target', [loop_for_ever, sleep_long, join_thread_for_ever])
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


def test_misuse():
    process = mp.Process(target=int)
    with pytest.raises(AssertionError, match='can only join a started process'):
        process.join()
    process.start()
    with pytest.raises(AssertionError, match='cannot start a process twice'):
        process.start()
    with pytest.raises(AssertionError, match='process has already started'):
        process.daemon = True
    process.join()
    with pytest.raises(AssertionError):
        mp.Process(group=1)
    with pytest.raises(ValueError, match='process not started'):
        mp.Process().sentinel


def test_close():
    event = mp.Event()
    process = mp.Process(target=wait_for, args=(event,))
    process.start()
    with pytest.raises(ValueError, match='Cannot close a process while it is still running'):
        process.close()
    event.set()
    process.join()
    process.close()
    process.close()
    for access in ('exitcode', 'pid', 'sentinel'):
        with pytest.raises(ValueError, match='process object is closed'):
            getattr(process, access)
    with pytest.raises(ValueError):
        process.join()
    assert 'closed' in repr(process)


def test_repr():
    process = mp.Process(name='x', target=int)
    assert repr(process) == "<Process name='x' parent=%d initial>" % os.getpid()
    process.start()
    pid = process.pid
    process.join()
    assert repr(process) == "<Process name='x' pid=%d parent=%d stopped exitcode=0>" % (pid, os.getpid())
    process = mp.Process(name='x', target=exit_with, args=(2,), daemon=True)
    process.start()
    process.join()
    assert repr(process).endswith('stopped exitcode=2 daemon>')


def test_unpicklable_argument():
    process = mp.Process(target=print, args=(threading.Lock(),))
    with pytest.raises(TypeError, match='pickle'):
        process.start()
    process = mp.Process(target=lambda: 0)
    with pytest.raises(Exception, match="[Cc]an't (pickle|get)"):
        process.start()


class Subclass(mp.Process):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue
        self.number = 5

    def run(self):
        self.queue.put(self.number + 1)


def test_subclass():
    queue = mp.Queue()
    process = Subclass(queue)
    process.start()
    assert queue.get(timeout=LONG) == 6
    process.join()
    assert process.name.startswith('Subclass-')


def report_relatives(queue):
    parent = mp.parent_process()
    queue.put((parent.pid, parent.name, parent.is_alive(), os.getppid(), mp.current_process().pid == os.getpid()))


def test_relatives():
    assert mp.parent_process() is None
    assert mp.current_process().name == 'MainProcess'
    queue = mp.Queue()
    process = mp.Process(target=report_relatives, args=(queue,))
    process.start()
    assert queue.get(timeout=LONG) == (os.getpid(), 'MainProcess', True, os.getpid(), True)
    process.join()


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


def report_key(queue):
    queue.put(bytes(mp.current_process().authkey))


def test_authkey_is_inherited():
    queue = mp.Queue()
    process = mp.Process(target=report_key, args=(queue,))
    process.start()
    assert queue.get(timeout=LONG) == bytes(mp.current_process().authkey)
    process.join()
    import pickle
    with pytest.raises(TypeError, match='security'):
        pickle.dumps(mp.current_process().authkey)


def report_surroundings(queue):
    queue.put((os.getcwd(), os.environ.get('JMP_TEST'), sys.argv, sys.path))


def test_surroundings_are_inherited(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('JMP_TEST', 'yes')
    monkeypatch.setattr(sys, 'argv', ['a', 'b'])
    queue = mp.Queue()
    process = mp.Process(target=report_surroundings, args=(queue,))
    process.start()
    cwd, value, argv, path = queue.get(timeout=LONG)
    process.join()
    assert (cwd, value, argv) == (str(tmp_path), 'yes', ['a', 'b'])
    assert set(p for p in sys.path if p) <= set(path) | {''}


def change_surroundings():
    os.environ['JMP_TEST'] = 'child'
    os.chdir('/')
    sys.path.append('nowhere')
    sys.modules['queue'] = None


def test_children_change_only_themselves(monkeypatch):
    monkeypatch.setenv('JMP_TEST', 'parent')
    cwd = os.getcwd()
    assert run(change_surroundings).exitcode == 0
    assert os.environ['JMP_TEST'] == 'parent' and os.getcwd() == cwd and 'nowhere' not in sys.path
    import queue
    assert queue is not None


def test_many_at_once():
    barrier = mp.Barrier(21)
    processes = [mp.Process(target=barrier.wait) for _ in range(20)]
    for process in processes:
        process.start()
    barrier.wait(LONG)
    for process in processes:
        process.join(LONG)
    assert [process.exitcode for process in processes] == [0] * 20


def compute(n, queue):
    total = 0
    for i in range(n):
        total += i
    queue.put(total)


def test_thread_in_child_is_waited_for():
    queue = mp.Queue()
    process = mp.Process(target=start_thread, args=(queue,))
    process.start()
    assert queue.get(timeout=LONG) == sum(range(1000))
    process.join()
    assert process.exitcode == 0


def start_thread(queue):
    threading.Thread(target=compute, args=(1000, queue)).start()


def test_context_methods():
    for name in ('spawn', 'forkserver') + (('context',) if on_jmp else ()):
        context = mp.get_context(name)
        assert context.get_start_method() == name
        queue = context.Queue()
        process = context.Process(target=report, args=(queue,))
        process.start()
        assert queue.get(timeout=LONG)[0] == process.pid
        process.join()
    with pytest.raises(ValueError, match="cannot find context for 'nothing'"):
        mp.get_context('nothing')
    with pytest.raises(ValueError, match='cannot set start method of concrete context'):
        mp.get_context('spawn').set_start_method('spawn')
    with pytest.raises(RuntimeError, match='context has already been set'):
        mp.get_context()
        mp.set_start_method('spawn')
    if on_jmp:
        assert mp.get_all_start_methods() == ['context', 'spawn', 'forkserver']
        with pytest.raises(ValueError, match="cannot find context for 'fork'"):
            mp.get_context('fork')
    assert mp.cpu_count() == os.cpu_count()
    mp.freeze_support()
