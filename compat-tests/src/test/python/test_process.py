"""Processes: their attributes, their exit codes, and misuse."""
from __future__ import print_function
import multiprocessing as mp
import os
import signal
import subprocess
import sys
import threading
from multiprocessing import reduction, util

from helpers import LONG, Recorder, in_child, on_jmp, pytest, run, text_of


def wait_for(event):
    event.wait()


def report(queue, *args, **kwargs):
    queue.put((os.getpid(), mp.current_process().name, mp.current_process().daemon, args, kwargs))


def exit_with(code):
    sys.exit(code)


def exit_hard(code):
    os._exit(code)


def fail():
    raise ValueError('on purpose')


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


@pytest.mark.parametrize('reason, expected', [(8, 8), (True, 1), (False, 0)])
def test_sys_exit_is_a_target(reason, expected):
    assert run(sys.exit, reason).exitcode == expected


def test_hard_exit():
    assert run(exit_hard, 7).exitcode == 7


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


class Subclass(mp.Process):
    def __init__(self, queue):
        super(Subclass, self).__init__()
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


def with_recorder(recorder, function, *args):
    sys.stderr = recorder
    function(*args)


def standard_error_of(function, *args):
    """What a process writes to standard error, and the process."""
    texts = mp.SimpleQueue()
    process = run(with_recorder, Recorder(texts), function, *args)
    return text_of(texts), process


def test_a_failing_target_prints_a_traceback():
    text, process = standard_error_of(fail)
    assert process.exitcode == 1
    lines = text.splitlines()
    assert lines[0] == 'Process %s:' % process.name
    assert lines[1] == 'Traceback (most recent call last):'
    assert lines[-1] == 'ValueError: on purpose'
    assert 'in fail' in text


def test_an_exit_with_text_prints_it():
    text, process = standard_error_of(exit_with, 'the reason')
    assert (text.strip(), process.exitcode) == ('the reason', 1)


def test_quiet_exits():
    for code in (None, 0, 4):
        text, process = standard_error_of(exit_with, code)
        assert (text, process.exitcode) == ('', code or 0)


def fail_with_cause():
    try:
        fail()
    except ValueError as e:
        second = KeyError('the second')
        second.__cause__ = e
        raise second


def test_a_traceback_shows_the_cause():
    text, process = standard_error_of(fail_with_cause)
    assert 'ValueError: on purpose' in text and "KeyError: 'the second'" in text
    assert 'The above exception was the direct cause of the following exception' in text


@pytest.mark.parametrize('argument', [threading.Lock(), (i for i in ()), sys], ids=['lock', 'generator', 'module'])
def test_unpicklable_argument(argument):
    process = mp.Process(target=print, args=([argument],))
    with pytest.raises(Exception, match="[Cc]annot pickle|[Cc]an't (pickle|get)"):
        process.start()
    assert process not in mp.active_children()


def test_unpicklable_target(monkeypatch):
    monkeypatch.setattr(reduction, 'functions_by_value', False, raising=False)

    def inner():
        pass
    for target in (inner, lambda: 0):
        with pytest.raises(Exception, match="[Cc]an't (pickle|get)"):
            mp.Process(target=target).start()


REFUSED_THEN_STARTED = """
import multiprocessing as mp
import time

print(__name__)


class Unpicklable(object):
    def __reduce__(self):
        time.sleep(0.5)     # the module could be imported meanwhile
        raise ValueError('on purpose')


if __name__ == '__main__':
    mp.set_start_method('spawn')
    for argument in Unpicklable(), 1:
        process = mp.Process(target=abs, args=(argument,))
        try:
            process.start()
            process.join()
        except ValueError as e:
            print(e)
    print(process.exitcode)
"""


def test_the_main_module_is_not_imported_for_a_process_that_cannot_start(tmp_path):
    script = tmp_path / 'program.py'
    script.write_text(type(u'')(REFUSED_THEN_STARTED))
    output = subprocess.check_output([sys.executable, '-u', str(script)]).decode('ascii')
    assert output.split() == ['__main__', 'on', 'purpose', '__mp_main__', '0']


class NoRun(mp.Process):
    pass


def test_processes_without_a_target():
    for process in (mp.Process(), NoRun()):
        process.start()
        process.join(LONG)
        assert process.exitcode == 0


def test_run_can_be_called_here():
    taken = []
    process = mp.Process(target=taken.append, args=(5,))
    process.run()
    assert taken == [5] and process.exitcode is None


def change_arguments(values):
    values.append(1)


def test_arguments_are_copies():
    values = []
    assert run(change_arguments, values).exitcode == 0
    assert values == []


def test_daemon_is_taken_over():
    assert mp.Process().daemon is False
    process = mp.Process(daemon=True)
    assert process.daemon is True
    process.daemon = False
    assert process.daemon is False
    assert mp.current_process().daemon is False


def reprs():
    return mp.current_process().name, repr(mp.current_process()), repr(mp.parent_process())


def test_repr_in_the_process():
    name, current, parent = in_child(reprs)
    assert current == '<Process name=%r parent=%d started>' % (name, os.getpid())
    assert parent == "<_ParentProcess name='MainProcess' parent=None unknown>"
    assert repr(mp.current_process()) == "<_MainProcess name='MainProcess' parent=None started>"


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGKILL])
def test_signals_by_number(number):
    started = mp.Event()
    p = mp.Process(target=tell_and_wait, args=(started,))
    p.start()
    assert started.wait(LONG)
    os.kill(p.pid, 0)
    os.kill(p.pid, number)
    p.join(LONG)
    assert p.exitcode == -number
    with pytest.raises(ProcessLookupError):
        os.kill(p.pid, number)


def tell_and_wait(started):
    started.set()
    mp.Event().wait()


def report_executable(queue):
    queue.put(sys.executable)


def test_the_executable_runs_python():
    queue = mp.Queue()
    run(report_executable, queue)
    assert queue.get(timeout=LONG) == sys.executable
    assert subprocess.check_output([sys.executable, '-E', '-c', 'print(6 * 7)']).strip() == b'42'


def report_start_method(queue):
    queue.put(mp.get_start_method())


def test_a_process_of_a_context_has_its_start_method():
    context = mp.get_context('forkserver')
    queue = context.Queue()
    p = context.Process(target=report_start_method, args=(queue,))
    p.start()
    assert queue.get(timeout=LONG) == 'forkserver'
    p.join(LONG)


def test_locks_that_libraries_take_from_util():
    lock = util.ForkAwareThreadLock()
    assert lock.acquire(False) and not lock.acquire(False)
    lock.release()
    with lock:
        assert not lock.acquire(False)


def test_a_sentinel_is_one_object():
    p = mp.Process(target=int)
    p.start()
    assert p.sentinel is p.sentinel
    p.join(LONG)
