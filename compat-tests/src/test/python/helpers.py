"""What several tests need."""
import multiprocessing
import sys

if sys.version_info[0] == 2:
    import python3      # what the tests use of it

on_jmp = hasattr(multiprocessing, '_kernel')

# How long to wait for something that comes at once if nothing is broken.
LONG = 30
# How long to wait for something that must not come.
SHORT = 0.1

# What the `wait` of a condition returns.
NOTIFIED, TIMED_OUT = (True, False) if sys.version_info[0] > 2 else (None, None)


class _Unused(object):
    """Stands for pytest in children: they import the test modules for their functions only, and pytest takes seconds."""

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


if multiprocessing.current_process().name == 'MainProcess':
    import pytest
else:
    pytest = _Unused()


def run(target, *args, **kwargs):
    """Run a function in a process; return the process, ended."""
    process = multiprocessing.Process(target=target, args=args, kwargs=kwargs)
    process.start()
    process.join(LONG)
    assert process.exitcode is not None, 'the process did not end'
    return process


def _report(queue, function, *args):
    try:
        queue.put(function(*args))
    except Exception as e:
        queue.put((type(e).__name__, str(e)))


def in_child(function, *args):
    """What a function returns in a process of its own; or the name of the exception's type, and its text."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=_report, args=(queue, function) + args)
    process.start()
    result = queue.get(timeout=LONG)
    process.join(LONG)
    return result


class Recorder(object):
    """A stream that sends what is written to it: the standard error of a child, say."""

    def __init__(self, queue):
        self._queue = queue

    def write(self, text):
        self._queue.put(text)

    def flush(self):
        pass


def text_of(queue):
    """What was written to the Recorder of a process that has ended."""
    parts = []
    while not queue.empty():
        parts.append(queue.get())
    return ''.join(parts)
