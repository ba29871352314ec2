"""Every test ends within a time: one that hangs is reported with the stacks of all threads, and ends the run."""
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback

import pytest

from helpers import LONG, on_jmp

SECONDS = 60
_now = getattr(time, 'monotonic', time.time)

if not on_jmp:
    multiprocessing.set_start_method('spawn', force=True)

# Where `run-pytest` looks whether the run gets on; standard error is not good for it, because pytest captures it.
_progress = open(os.environ.get('JMP_TEST_PROGRESS', os.devnull), 'w')
_lock = threading.Lock()
_running = [None, 0.0]


def _say(text):
    _progress.write(text + '\n')
    _progress.flush()


def _give_up(name):
    _say('%s: no end within its time; the run is given up' % name)
    for ident, frame in sys._current_frames().items():
        _say('thread %s\n%s' % (ident, ''.join(traceback.format_stack(frame))))


def _end():
    # The second is for an interpreter that cannot end itself while its main thread is blocked.
    threading.Timer(5, os.kill, (os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))).start()
    os._exit(70)


def _watch():
    while True:
        time.sleep(1)
        with _lock:
            name, end = _running
        if name is not None and _now() > end:
            try:
                _give_up(name)
            finally:
                _end()


_watcher = threading.Thread(target=_watch, name='deadline')
_watcher.daemon = True
_watcher.start()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """The time of a test counts what its fixtures do before and after it."""
    _say(item.nodeid)
    with _lock:
        _running[:] = item.nodeid, _now() + getattr(item.module, 'SECONDS', SECONDS)
    yield
    with _lock:
        _running[:] = None, 0.0


def _children():
    # Managers of a module's fixtures live on.
    return [child for child in multiprocessing.active_children() if 'Manager' not in child.name]


@pytest.fixture(autouse=True)
def no_children_left():
    yield
    left = _children()
    for child in left:
        child.kill()
        child.join(LONG)
    assert not left, 'children were left: %r' % left
