"""Every test ends within a time: one that hangs is reported with the stacks of all threads, and ends the run."""
import multiprocessing
import os
import sys
import threading
import traceback

import pytest

SECONDS = 30

on_jmp = hasattr(multiprocessing, '_kernel')

if not on_jmp:
    multiprocessing.set_start_method('spawn', force=True)


def _give_up(name):
    sys.__stderr__.write('\n%s hangs\n' % name)
    for ident, frame in sys._current_frames().items():
        sys.__stderr__.write('thread %s\n%s\n' % (ident, ''.join(traceback.format_stack(frame))))
    sys.__stderr__.flush()
    os._exit(70)


@pytest.fixture(autouse=True)
def deadline(request):
    timer = threading.Timer(SECONDS, _give_up, (request.node.nodeid,))
    timer.daemon = True
    timer.start()
    yield
    timer.cancel()


@pytest.fixture(autouse=True)
def no_children_left(deadline):
    yield
    left = multiprocessing.active_children()
    for child in left:
        child.kill()
        child.join()
    assert not left, 'children were left: %r' % left
