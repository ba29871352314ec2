"""Code that many processes compile, write and read at the same time."""
import importlib
import marshal
import multiprocessing as mp
import os
import sys

from helpers import LONG

FUNCTIONS = 300
PROCESSES = 5


def source():
    lines = []
    for i in range(FUNCTIONS):
        lines.append('def f%d(x=%d, *, y=(%d, "text %d")):\n    return sum(z for z in (x, y[0], %d.5 - 0.5 - %d))' % (i, i, i * 3, i, i, i))
    return '\n'.join(lines)


def total(names):
    return sum(names['f%d' % i]() for i in range(FUNCTIONS))


TOTAL = sum(4 * i for i in range(FUNCTIONS))


def compile_and_marshal(source, barrier, results):
    code = compile(source, 'a/file.py', 'exec')
    barrier.wait(LONG)
    totals = set()
    for _ in range(3):
        names = {}
        exec(marshal.loads(marshal.dumps(code)), names)
        totals.add(total(names))
    results.put(totals)


def test_marshalling_at_the_same_time():
    # GraalPy changes what its compiler knows of code while it writes it, and interpreters share that: errors, or wrong code.
    barrier, results = mp.Barrier(PROCESSES), mp.Queue()
    started = [mp.Process(target=compile_and_marshal, args=(source(), barrier, results)) for _ in range(PROCESSES)]
    for process in started:
        process.start()
    assert [results.get(timeout=LONG) for _ in started] == [{TOTAL}] * PROCESSES
    for process in started:
        process.join(LONG)
        assert process.exitcode == 0


def use(directory, name, barrier, results):
    sys.path.insert(0, directory)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.path.join(directory, 'cache')
    barrier.wait(LONG)
    results.put(total(vars(importlib.import_module(name))))


def test_a_module_that_nobody_has_compiled(tmp_path):
    (tmp_path / 'never_compiled.py').write_text(source())
    barrier, results = mp.Barrier(PROCESSES), mp.Queue()
    started = [mp.Process(target=use, args=(str(tmp_path), 'never_compiled', barrier, results)) for _ in range(PROCESSES)]
    for process in started:
        process.start()
    assert [results.get(timeout=LONG) for _ in started] == [TOTAL] * PROCESSES
    # What was written is good for those that come later, too.
    alone = mp.Barrier(1)
    started.append(mp.Process(target=use, args=(str(tmp_path), 'never_compiled', alone, results)))
    started[-1].start()
    assert results.get(timeout=LONG) == TOTAL
    for process in started:
        process.join(LONG)
        assert process.exitcode == 0
