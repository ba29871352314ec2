"""Contexts, start methods, and what a child takes over from its parent."""
import multiprocessing as mp
import os
import signal
import sys
import time
from fractions import Fraction

from helpers import LONG, in_child, on_jmp, pytest, run


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


def test_arguments_of_the_program_can_be_anything(monkeypatch):
    arguments = ['a', 1.5, u'\xe4', Fraction(1, 3)]
    monkeypatch.setattr(sys, 'argv', arguments)
    context = mp.get_context('spawn')
    for _ in range(2):
        queue = context.Queue()
        process = context.Process(target=report_surroundings, args=(queue,))
        process.start()
        assert queue.get(timeout=LONG)[2] == arguments
        process.join(LONG)


def test_arguments_of_the_program_that_are_equal_to_those_before(monkeypatch):
    context = mp.get_context('spawn')
    for argument in 1, True, 1.0, Fraction(1):
        monkeypatch.setattr(sys, 'argv', [argument])
        queue = context.Queue()
        process = context.Process(target=report_surroundings, args=(queue,))
        process.start()
        assert type(queue.get(timeout=LONG)[2][0]) is type(argument)
        process.join(LONG)


class Endless(object):
    def __reduce__(self):
        return time.sleep, (10 * LONG,)


def test_a_process_whose_arguments_never_arrive_can_be_terminated(monkeypatch):
    monkeypatch.setattr(sys, 'argv', [Endless()])
    process = mp.get_context('spawn').Process(target=int)
    process.start()
    process.join(1.0)
    assert process.is_alive()
    process.terminate()
    process.join(LONG)
    assert process.exitcode == -signal.SIGTERM


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
    assert mp.cpu_count() == os.cpu_count()
    mp.freeze_support()


def report(queue):
    queue.put((os.getpid(), mp.get_start_method()))


@pytest.mark.skipif(not on_jmp, reason='of jmp only')
def test_start_methods_of_jmp():
    assert mp.get_all_start_methods() == ['context', 'spawn', 'forkserver']
    for call in (lambda: mp.get_context('fork'), lambda: mp.set_start_method('fork', force=True)):
        with pytest.raises(ValueError, match="cannot find context for 'fork'"):
            call()


def imported_at_start(queue, names):
    queue.put([name in imported_at_boot() for name in names])


def imported_at_boot():
    import _jmp_host
    return _jmp_host.modules_at_boot


@pytest.mark.skipif(not on_jmp, reason='CPython imports them in its fork server')
def test_preloaded_modules(tmp_path, monkeypatch):
    (tmp_path / 'preloaded_by_test.py').write_text('import colorsys')
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(TypeError, match='expected a list of strings'):
        mp.set_forkserver_preload([1])
    mp.set_forkserver_preload(['__main__', 'no_such_module', 'preloaded_by_test'])
    for _ in range(3):
        queue = mp.Queue()
        process = mp.Process(target=imported_at_start, args=(queue, ['preloaded_by_test', 'colorsys', 'no_such_module']))
        process.start()
        assert queue.get(timeout=LONG) == [True, True, False]
        process.join()


def test_start_method_in_children():
    queue = mp.Queue()
    process = mp.Process(target=report, args=(queue,))
    process.start()
    assert queue.get(timeout=LONG) == (process.pid, mp.get_start_method())
    process.join()


def test_everything_of_the_documentation_is_there():
    names = """Process Queue SimpleQueue JoinableQueue Pipe Lock RLock Semaphore BoundedSemaphore Condition Event Barrier Value Array
        RawValue RawArray Manager active_children cpu_count current_process parent_process freeze_support get_all_start_methods
        get_context get_start_method set_start_method set_executable get_logger log_to_stderr
        ProcessError BufferTooShort AuthenticationError TimeoutError""".split()
    for name in names:
        assert hasattr(mp, name), name
    context = mp.get_context('spawn')
    for name in names:
        assert name == 'get_all_start_methods' or hasattr(context, name), name


def test_a_file_becomes_the_main_module(tmp_path, monkeypatch):
    from multiprocessing import spawn
    file = tmp_path / 'program.py'
    file.write_text("answer, name = 42, __name__\nif name == '__main__':\n    raise ValueError('no guard')\n")
    for name in ('__main__', '__mp_main__'):
        monkeypatch.setitem(sys.modules, name, sys.modules['__main__'])
    spawn.import_main_path(str(file))
    main = sys.modules['__main__']
    assert (main.answer, main.name, main.__file__, sys.modules['__mp_main__']) == (42, '__mp_main__', str(file), main)
    spawn.import_main_path(str(file))
    assert sys.modules['__main__'] is main


def test_exceptions():
    assert issubclass(mp.ProcessError, Exception)
    for kind in (mp.BufferTooShort, mp.AuthenticationError, mp.TimeoutError):
        assert issubclass(kind, mp.ProcessError)


def test_objects_of_a_context_work_with_its_processes():
    context = mp.get_context('spawn')
    assert context.Process._start_method == 'spawn'
    with context.Manager() as manager:
        assert list(manager.list([1])) == [1]
    lock = context.Lock()
    with lock:
        assert not lock.acquire(False)


def main_module():
    import __main__
    return sys.modules['__mp_main__'] is __main__, os.getppid()


def test_the_main_module_of_a_child():
    assert in_child(main_module) == (True, os.getpid())
