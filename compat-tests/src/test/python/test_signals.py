"""Signals between processes, and Ctrl-C. Inside the JVM no signal of the system is involved."""
import multiprocessing as mp
import os
import signal
import subprocess
import sys
import threading
from multiprocessing import connection

from helpers import LONG, pytest


def start(target, *args):
    """Starts a process whose target's first argument is an event that it sets, and waits for that."""
    ready = mp.Event()
    p = mp.Process(target=target, args=(ready,) + args)
    p.start()
    assert ready.wait(LONG)
    return p


def ended(p):
    p.join(LONG)
    return p.exitcode


def catch_interrupt(ready, answers):
    try:
        ready.set()
        mp.Event().wait()
    except KeyboardInterrupt:
        answers.put('caught')
    finally:
        answers.put('finally')


def catch_interrupt_in_loop(ready, answers):
    try:
        ready.set()
        while True:
            pass
    except KeyboardInterrupt:
        answers.put('caught')
    finally:
        answers.put('finally')


@pytest.mark.parametrize('target', [catch_interrupt, catch_interrupt_in_loop])
def test_a_process_can_catch_sigint(target):
    answers = mp.Queue()
    p = start(target, answers)
    os.kill(p.pid, signal.SIGINT)
    assert answers.get(timeout=LONG) == 'caught'
    assert answers.get(timeout=LONG) == 'finally'
    assert ended(p) == 0


def test_a_process_that_has_ended_can_be_sent_signals_until_it_is_joined():
    p = mp.Process(target=os.getpid)
    p.start()
    assert connection.wait([p.sentinel], LONG)
    os.kill(p.pid, signal.SIGUSR1)
    os.kill(p.pid, 0)
    assert ended(p) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(p.pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(p.pid, signal.SIGUSR1)


def wait_for_ever(ready):
    ready.set()
    mp.Event().wait()


def test_an_uncaught_sigint_is_a_keyboard_interrupt():
    p = start(wait_for_ever)
    os.kill(p.pid, signal.SIGINT)
    assert ended(p) == 1


def ignore_interrupts(ready, go_on, answers):
    answers.put(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    answers.put(signal.signal(signal.SIGINT, signal.SIG_IGN) is signal.default_int_handler)
    answers.put(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)
    ready.set()
    answers.put(go_on.wait(LONG))


def test_a_process_can_ignore_sigint():
    answers, go_on = mp.Queue(), mp.Event()
    p = start(ignore_interrupts, go_on, answers)
    os.kill(p.pid, signal.SIGINT)
    go_on.set()
    assert [answers.get(timeout=LONG) for _ in range(4)] == [True] * 4
    assert ended(p) == 0


class Terminated(Exception):
    pass


def handle(ready, answers, number):
    def handler(signum, frame):
        raise Terminated(signum)
    signal.signal(number, handler)
    try:
        ready.set()
        mp.Event().wait()
    except Terminated as e:
        answers.put(int(e.args[0]))
    sys.exit(7)


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP])
def test_a_handler_runs_in_the_main_thread_that_waits(number):
    answers = mp.Queue()
    p = start(handle, answers, number)
    os.kill(p.pid, number)
    assert answers.get(timeout=LONG) == number
    assert ended(p) == 7


def test_terminate_can_be_handled_and_kill_cannot():
    answers = mp.Queue()
    p = start(handle, answers, signal.SIGTERM)
    p.terminate()
    assert answers.get(timeout=LONG) == signal.SIGTERM
    assert ended(p) == 7
    p = start(handle, answers, signal.SIGTERM)
    p.kill()
    assert ended(p) == -signal.SIGKILL


def count_and_go_on(ready, answers, last):
    got = []
    signal.signal(signal.SIGUSR1, lambda signum, frame: got.append(signum))
    ready.set()
    answers.put(last.wait(LONG))
    answers.put(len(got))


def test_a_wait_goes_on_after_a_handler():
    answers, last = mp.Queue(), mp.Event()
    p = start(count_and_go_on, answers, last)
    os.kill(p.pid, signal.SIGUSR1)
    last.set()
    assert answers.get(timeout=LONG) is True
    assert answers.get(timeout=LONG) == 1
    assert ended(p) == 0


@pytest.mark.parametrize('number', [signal.SIGUSR1, signal.SIGALRM, signal.SIGHUP])
def test_an_unhandled_signal_ends_the_process(number):
    p = start(wait_for_ever)
    os.kill(p.pid, number)
    assert ended(p) == -number


def wait_for(ready, go_on):
    ready.set()
    sys.exit(3 if go_on.wait(LONG) else 4)


@pytest.mark.parametrize('number', [signal.SIGCHLD, signal.SIGWINCH, signal.SIGURG, signal.SIGCONT])
def test_some_signals_do_nothing_by_default(number):
    go_on = mp.Event()
    p = start(wait_for, go_on)
    os.kill(p.pid, number)
    go_on.set()
    assert ended(p) == 3


def test_there_are_no_other_signals():
    go_on = mp.Event()
    p = start(wait_for, go_on)
    for number in (-1, 99):
        with pytest.raises(OSError) as info:
            os.kill(p.pid, number)
        assert info.value.errno == 22
    go_on.set()
    assert ended(p) == 3


def signals_to_itself(ready, answers):
    got = []
    signal.signal(signal.SIGUSR1, lambda signum, frame: got.append(signum))
    os.kill(os.getpid(), signal.SIGUSR1)
    answers.put(len(got))
    signal.raise_signal(signal.SIGUSR1)
    answers.put(len(got))
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        answers.put('interrupted')
    ready.set()
    os.kill(os.getpid(), signal.SIGTERM)
    mp.Event().wait()


def test_a_process_signals_itself():
    answers = mp.SimpleQueue()    # what is in it, no signal can undo
    p = start(signals_to_itself, answers)
    assert [answers.get() for _ in range(3)] == [1, 2, 'interrupted']
    assert ended(p) == -signal.SIGTERM


def misuse(ready, answers):
    def attempt(*args):
        try:
            signal.signal(*args)
        except Exception as e:
            answers.put((type(e), str(e)))
    attempt(signal.SIGINT, 'no handler')
    attempt(99, signal.SIG_DFL)
    attempt(signal.SIGKILL, signal.SIG_IGN)
    t = threading.Thread(target=attempt, args=(signal.SIGINT, signal.SIG_IGN))
    t.start()
    t.join()
    ready.set()


def test_misuse():
    answers = mp.Queue()
    p = start(misuse, answers)
    assert [answers.get(timeout=LONG) for _ in range(4)] == [
        (TypeError, 'signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object'),
        (ValueError, 'signal number out of range'),
        (OSError, '[Errno 22] Invalid argument'),
        (ValueError, 'signal only works in main thread of the main interpreter')]
    assert ended(p) == 0


def ignore_sigint():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_workers_that_ignore_sigint():
    # The usual way to keep Ctrl-C for the main program.
    with mp.Pool(2, ignore_sigint) as pool:
        assert pool.map(abs, [-1, 2, -3]) == [1, 2, 3]


def test_the_main_program_gets_its_own_signals():
    program = '''
import os, signal, multiprocessing as mp
got = []
signal.signal(signal.SIGTERM, lambda number, frame: got.append(int(number)))
os.kill(os.getpid(), signal.SIGTERM)
print(got)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('interrupted')
'''
    assert subprocess.check_output([sys.executable, '-c', program]).split() == [b'[15]', b'interrupted']


def test_a_child_signals_its_parent():
    program = '''
import os, signal, multiprocessing as mp
if __name__ == '__main__':
    receiver, sender = mp.Pipe(False)
    signal.signal(signal.SIGUSR1, lambda number, frame: sender.send('received'))
    p = mp.get_context('spawn').Process(target=os.kill, args=(os.getpid(), signal.SIGUSR1))
    p.start()
    print(receiver.recv())
    p.join()
'''
    assert subprocess.check_output([sys.executable, '-c', program]).split() == [b'received']


def signal_myself(number, queue):
    os.kill(os.getpid(), number)
    queue.put('still there')


@pytest.mark.parametrize('number', [signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1])
def test_who_ends_itself_does_nothing_more(number):
    queue = mp.SimpleQueue()
    p = mp.Process(target=signal_myself, args=(number, queue))
    p.start()
    assert ended(p) == -number
    assert queue.empty()
