"""What several tests need."""
import multiprocessing



class _NoPytest(object):
    """Stands in for pytest in children: they import a test module for its targets only, and pytest takes seconds."""

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and callable(args[0]) and not kwargs else self


if getattr(multiprocessing.current_process(), '_inheriting', False):
    pytest = _NoPytest()
else:
    import pytest

on_jmp = hasattr(multiprocessing, '_kernel')

# How long to wait for something that comes at once if nothing is broken.
LONG = 30
# How long to wait for something that must not come.
SHORT = 0.1


def run(target, *args, **kwargs):
    """Run a function in a process; return the process, ended."""
    process = multiprocessing.Process(target=target, args=args, kwargs=kwargs)
    process.start()
    process.join(LONG)
    assert process.exitcode is not None, 'the process did not end'
    return process
