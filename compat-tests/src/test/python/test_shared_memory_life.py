"""Shared memory between programs, its manager, and what is left behind."""
import multiprocessing as mp
import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing import resource_tracker
from multiprocessing.managers import SharedMemoryManager
from multiprocessing.shared_memory import SharedMemory

from blocks import assert_unlinked, block, items, name
from helpers import LONG, on_jmp, pytest, run

LEAKED = 'resource_tracker: There appear to be %d leaked shared_memory objects to clean up at shutdown'

# A CPython, which does not belong to this program.
PYTHON = getattr(shutil, 'which', lambda name: None)('python3') if on_jmp else sys.executable


# --- a CPython process ----------------------------------------------------------------------------------------------------------

CPYTHON = '''
import sys
from multiprocessing import resource_tracker, shared_memory
block = shared_memory.SharedMemory(sys.argv[1])
resource_tracker.unregister(block._name, 'shared_memory')   # it is not this program's
print(bytes(block.buf[:5]).decode(), flush=True)
block.buf[-5:] = b'world'
print('written', flush=True)
assert sys.stdin.readline() == 'more\\n'
print(bytes(block.buf[:5]).decode(), flush=True)
block.close()
items = shared_memory.ShareableList(name=sys.argv[2])
resource_tracker.unregister(items.shm._name, 'shared_memory')
print(list(items), items.format, flush=True)
items[0], items[2], items[4] = 'other', 1.5, 'text'
items.shm.close()
'''


@pytest.mark.skipif(not PYTHON, reason='there is no python3')
def test_a_cpython_process_sees_the_same(block, items):
    block.buf[:5] = b'hello'
    python = subprocess.Popen([PYTHON, '-I', '-c', CPYTHON, block.name, items.shm.name], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert python.stdout.readline() == b'hello\n'
    assert python.stdout.readline() == b'written\n'
    assert bytes(block.buf[-5:]) == b'world'
    block.buf[:5] = b'again'
    before = '%s %s' % (list(items), items.format)
    out, err = python.communicate(b'more\n', LONG)
    assert (out.decode().splitlines(), err.decode(), python.returncode) == (['again', before], '', 0)
    assert list(items) == ['other', b'HoWdY', 1.5, 100, 'text', True, 42]


@pytest.mark.skipif(not PYTHON, reason='there is no python3')
def test_a_block_of_a_cpython_process():
    code = ('from multiprocessing import shared_memory as s; b = s.SharedMemory(create=True, size=9); b.buf[:3] = b"abc"; '
            'print(b.name, flush=True); input(); print(bytes(b.buf[:3]).decode()); b.close(); b.unlink()')
    python = subprocess.Popen([PYTHON, '-I', '-c', code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    block = SharedMemory(python.stdout.readline().decode().strip())
    resource_tracker.unregister(block._name, 'shared_memory')
    assert block.size == 9 and bytes(block.buf) == b'abc\0\0\0\0\0\0'
    block.buf[:3] = b'xyz'
    assert python.communicate(b'\n', LONG) == (b'xyz\n', b'')
    block.close()
    assert_unlinked(block.name)


# --- the manager ----------------------------------------------------------------------------------------------------------------

def fill(block, items):
    block.buf[:5] = b'child'
    items[0] = 'child'


def test_the_manager_unlinks():
    with SharedMemoryManager() as manager:
        block = manager.SharedMemory(size=32)
        items = manager.ShareableList(['a', 1])
        more = [manager.SharedMemory(8) for _ in range(3)]
        assert run(fill, block, items).exitcode == 0
        assert bytes(block.buf[:5]) == b'child' and list(items) == ['child', 1]
        if on_jmp:
            # CPython's manager leaves the others then.
            more[0].close()
            more[0].unlink()
    for name in [block.name, items.shm.name] + [one.name for one in more]:
        assert_unlinked(name)
    assert bytes(block.buf[:5]) == b'child'     # here it is still open
    for one in [block, items.shm] + more:
        one.close()


def test_a_manager_that_does_not_run():
    manager = SharedMemoryManager()
    with pytest.raises(ValueError):
        manager.SharedMemory(size=9)
    manager.start()
    block = manager.SharedMemory(9)
    manager.shutdown()
    assert_unlinked(block.name)
    block.close()
    with pytest.raises(Exception):
        manager.SharedMemory(size=9)


# --- what is left behind --------------------------------------------------------------------------------------------------------

def program(code, *arguments):
    return subprocess.Popen([sys.executable, '-c', code] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_blocks_that_are_left_are_unlinked():
    process = program('''if True:
        from multiprocessing import Process, shared_memory
        import sys
        if __name__ == '__main__':
            block = shared_memory.SharedMemory(create=True, size=10)
            print(block.name)
            child = Process(target=shared_memory.SharedMemory, args=(sys.argv[1], True, 10))
            child.start()
            child.join()
            clean = shared_memory.SharedMemory(create=True, size=10)
            clean.close()
            clean.unlink()
    ''', name())
    out, err = process.communicate(timeout=2 * LONG)
    assert process.returncode == 0
    assert LEAKED % 2 in err.decode(), err.decode()
    assert_unlinked(out.decode().strip())


def test_nothing_is_said_if_nothing_is_left():
    process = program('''if True:
        from multiprocessing.managers import SharedMemoryManager
        from multiprocessing import shared_memory
        if __name__ == '__main__':
            with SharedMemoryManager() as manager:
                items = manager.ShareableList(range(10))
                block = manager.SharedMemory(10)
            other = shared_memory.SharedMemory(create=True, size=10)
            other.unlink()
    ''')
    out, err = process.communicate(timeout=2 * LONG)
    assert (process.returncode, out, err) == (0, b'', b'')


def test_a_program_that_is_terminated(tmp_path):
    # A file, because on Java's POSIX backend of GraalPy the pipes close when a signal is sent; and opened by a shell, because there
    # subprocess takes no files.
    code = '''if True:
        from multiprocessing import shared_memory
        import sys, time
        block = shared_memory.SharedMemory(create=True, size=10)
        print(block.name)
        sys.stdout.flush()
        time.sleep(60)
    '''
    process = subprocess.Popen(
        ['sh', '-c', 'exec "$0" -c "$1" 2>"$2"', sys.executable, code, str(tmp_path / 'stderr')], stdout=subprocess.PIPE)
    made = process.stdout.readline().decode().strip()
    process.send_signal(signal.SIGTERM)
    process.wait(LONG)
    # CPython's warning comes from a process that outlives the program.
    end = time.monotonic() + LONG
    while LEAKED % 1 not in (tmp_path / 'stderr').read_text() and time.monotonic() < end:
        time.sleep(0.05)
    assert LEAKED % 1 in (tmp_path / 'stderr').read_text()
    while os.path.exists('/dev/shm/' + made) and time.monotonic() < end:
        time.sleep(0.05)
    assert_unlinked(made)


def test_what_is_not_registered_is_left_alone():
    made = name()
    process = program('''if True:
        from multiprocessing import resource_tracker, shared_memory
        import sys
        resource_tracker.ensure_running()
        block = shared_memory.SharedMemory(sys.argv[1], create=True, size=10)
        resource_tracker.unregister(block._name, 'shared_memory')
        resource_tracker.register('nothing', 'noop')
        resource_tracker.unregister('nothing', 'noop')
    ''', made)
    assert process.communicate(timeout=2 * LONG)[1] == b''
    block = SharedMemory(made)
    block.close()
    block.unlink()


@pytest.mark.skipif(not on_jmp and sys.version_info < (3, 13), reason='since Python 3.13')
def test_blocks_that_are_not_tracked():
    made = name()
    process = program('''if True:
        from multiprocessing import shared_memory
        import sys
        block = shared_memory.SharedMemory(sys.argv[1], create=True, size=10, track=False)
    ''', made)
    assert process.communicate(timeout=2 * LONG)[1] == b''
    block = SharedMemory(made, track=False)
    block.close()
    block.unlink()
