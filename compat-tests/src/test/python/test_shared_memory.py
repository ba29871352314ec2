"""Shared memory with a name, lists in it, its manager, and what is left behind."""
import binascii
import functools
import io
import multiprocessing as mp
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import time
from multiprocessing import resource_tracker, shared_memory
from multiprocessing.managers import SharedMemoryManager
from multiprocessing.shared_memory import ShareableList, SharedMemory

from helpers import LONG, in_child, on_jmp, pytest, run

LEAKED = 'resource_tracker: There appear to be %d leaked shared_memory objects to clean up at shutdown'

# A CPython, which does not belong to this program.
PYTHON = getattr(shutil, 'which', lambda name: None)('python3') if on_jmp else sys.executable


@pytest.fixture
def block():
    block = SharedMemory(create=True, size=64)
    yield block
    block.close()
    try:
        block.unlink()
    except FileNotFoundError:
        pass


@pytest.fixture
def items():
    items = ShareableList([u'howdy', b'HoWdY', -273.154, 100, None, True, 42])
    yield items
    items.shm.close()
    items.shm.unlink()


def name():
    return 'jmp_test_%s' % binascii.hexlify(os.urandom(6)).decode()


def write(name_or_block, data):
    block = SharedMemory(name_or_block) if isinstance(name_or_block, str) else name_or_block
    block.buf[:len(data)] = data
    block.close()


def assert_unlinked(name):
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)


# --- blocks ---------------------------------------------------------------------------------------------------------------------

def test_a_new_block(block):
    assert block.name.startswith('psm_') and len(block.name) == 12
    assert block._name == '/' + block.name
    assert block.size == len(block.buf) == 64
    assert repr(block) == 'SharedMemory(%r, size=64)' % block.name
    assert bytes(block.buf) == b'\0' * 64
    assert os.path.getsize('/dev/shm/' + block.name) == 64


def test_a_block_with_a_name():
    mine = name()
    block = SharedMemory(mine, True, 10)
    try:
        assert block.name == mine
        with pytest.raises(FileExistsError) as e:
            SharedMemory(mine, create=True, size=10)
        assert (e.value.errno, e.value.filename) == (17, '/' + mine)
        other = SharedMemory(mine, size=4000)
        assert other.size == 10
        other.close()
    finally:
        block.close()
        block.unlink()


def test_errors():
    missing = name()
    with pytest.raises(FileNotFoundError) as e:
        SharedMemory(missing)
    assert (e.value.errno, e.value.filename, e.value.strerror) == (2, '/' + missing, 'No such file or directory')
    for arguments, text in (
            (dict(create=True, size=-1), "'size' must be a positive integer"),
            (dict(create=True), "'size' must be a positive number different from zero"),
            (dict(), "'name' can only be None if create=True")):
        with pytest.raises(ValueError) as e:
            SharedMemory(**arguments)
        assert str(e.value) == text
    with pytest.raises(OSError) as e:
        SharedMemory('a/b')
    assert e.value.errno == 22
    if on_jmp:
        # CPython raises it too late, and leaves an empty block.
        with pytest.raises(TypeError):
            SharedMemory(create=True, size=1.5)
    with pytest.raises(TypeError):
        SharedMemory(7)


def test_an_empty_block():
    mine = name()
    open('/dev/shm/' + mine, 'w').close()
    try:
        with pytest.raises(ValueError) as e:
            SharedMemory(mine)
        assert str(e.value) == 'cannot mmap an empty file'
    finally:
        os.unlink('/dev/shm/' + mine)


def test_the_buffer(block):
    buf = block.buf
    assert type(buf) is memoryview and buf is block.buf
    assert (buf.format, buf.itemsize, buf.ndim, buf.readonly, buf.nbytes, buf.contiguous) == ('B', 1, 1, False, 64, True)
    buf[0] = 42
    buf[1:6] = b'hello'
    buf[-1] = 255
    assert (buf[0], bytes(buf[1:6]), buf[63]) == (42, b'hello', 255)
    assert buf[1:6] == b'hello' and buf[1:6].tobytes() == b'hello' and buf[:3].tolist() == [42, 104, 101]
    assert buf[1:6:2].tobytes() == b'hlo'   # on GraalPy, bytes() takes contiguous views only
    buf[1:6:2] = b'HLO'
    assert bytes(buf[1:6]) == b'HeLlO'
    for wrong, error in ((256, ValueError), (-1, ValueError), ('a', TypeError), (b'a', TypeError), (1.0, TypeError)):
        with pytest.raises(error):
            buf[0] = wrong
    with pytest.raises(ValueError):
        buf[:3] = b'ab'
    with pytest.raises(IndexError):
        buf[64]
    with pytest.raises(TypeError):
        buf.toreadonly()[0] = 1


def test_the_buffer_as_numbers(block):
    for code, value in (('b', -5), ('h', -300), ('H', 60000), ('i', -2 ** 31), ('q', 2 ** 63 - 1), ('Q', 2 ** 64 - 1), ('f', 0.5),
                        ('d', 1e300)):
        with block.buf.cast(code) as numbers:
            numbers[1] = value
            assert numbers[1] == value
            assert struct.unpack_from(code, block.buf, numbers.itemsize)[0] == value
    struct.pack_into('>hiqfd', block.buf, 3, -2, -3, -4, 0.25, 2.5)
    assert struct.unpack_from('>hiqfd', block.buf, 3) == (-2, -3, -4, 0.25, 2.5)
    struct.pack_into('<hiqfd', block.buf, 3, -2, -3, -4, 0.25, 2.5)
    assert struct.unpack_from('<hiqfd', block.buf, 3) == (-2, -3, -4, 0.25, 2.5)


def test_the_buffer_elsewhere(block):
    assert io.BytesIO(b'from a stream').readinto(block.buf) == 13
    assert b''.join([block.buf[:4], b'!']) == b'from!'
    stream = io.BytesIO()
    stream.write(block.buf[:13])
    assert stream.getvalue() == b'from a stream'
    assert bytearray(block.buf[5:6]) == b'a'
    assert block.buf[:4].hex() == b'from'.hex()
    array = bytearray(64)
    array[:] = block.buf
    assert array.startswith(b'from a stream\0')


def test_two_see_the_same(block):
    other = SharedMemory(block.name)
    other.buf[:3] = b'abc'
    assert bytes(block.buf[:3]) == b'abc'
    block.close()
    assert bytes(other.buf[:3]) == b'abc'
    other.close()


def test_closed():
    block = SharedMemory(create=True, size=8)
    buf = block.buf
    block.close()
    block.close()
    assert block.buf is None
    assert block.size == 8
    for use in (lambda: buf[0], lambda: buf.__setitem__(0, 1), lambda: buf[1:2], lambda: bytes(buf), lambda: len(buf), lambda: buf.nbytes):
        with pytest.raises(ValueError) as e:
            use()
        assert str(e.value) == 'operation forbidden on released memoryview object'
    block.unlink()
    with pytest.raises(FileNotFoundError):
        block.unlink()


def test_closed_with_slices():
    block = SharedMemory(create=True, size=8)
    part = block.buf[2:4]
    if on_jmp:
        # GraalPy does not count the views of a buffer: the block closes, and the slices raise.
        block.close()
        for use in (lambda: part[0], lambda: part.__setitem__(0, 1), lambda: bytes(part), lambda: part.tolist(),
                    lambda: struct.pack_into('h', part, 0, 1)):
            with pytest.raises(ValueError) as e:
                use()
            assert str(e.value) == 'operation forbidden on released memoryview object'
    else:
        with pytest.raises(BufferError) as e:
            block.close()
        assert str(e.value) == 'cannot close exported pointers exist'
    part.release()
    block.close()
    block.unlink()


def test_unlinked_blocks_live_on():
    block = SharedMemory(create=True, size=8)
    other = SharedMemory(block.name)
    block.unlink()
    assert_unlinked(block.name)
    block.buf[0] = 9
    assert other.buf[0] == 9
    block.close()
    other.close()


def test_names_are_made_until_one_is_new(block, monkeypatch):
    names = ['/' + block.name, '/' + name()]
    monkeypatch.setattr(shared_memory, '_make_filename', functools.partial(next, iter(names)))
    other = SharedMemory(create=True, size=1)
    assert other._name == names[1]
    other.close()
    other.unlink()


def test_subclasses_choose_the_flags(block):
    class OptionalAttach(SharedMemory):
        _flags = os.O_CREAT | os.O_RDWR
    other = OptionalAttach(block.name)
    assert other.size == block.size
    other.close()


@pytest.mark.parametrize('protocol', range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling(block, protocol):
    other = pickle.loads(pickle.dumps(block, protocol))
    assert type(other) is SharedMemory and other.name == block.name and other.size == block.size
    other.buf[0] = 7
    assert block.buf[0] == 7
    other.close()


def test_processes(block):
    assert run(write, block.name, b'by name').exitcode == 0
    assert bytes(block.buf[:7]) == b'by name'
    assert run(write, block, b'by value').exitcode == 0
    assert bytes(block.buf[:8]) == b'by value'
    block.unlink()
    assert in_child(SharedMemory, block.name)[0] == 'FileNotFoundError'


def test_a_block_of_a_child():
    made = in_child(make)
    block = SharedMemory(made)
    assert bytes(block.buf[:10]) == b'from child'
    block.close()
    block.unlink()


def make():
    block = SharedMemory(create=True, size=10)
    block.buf[:10] = b'from child'
    block.close()
    return block.name


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


# --- lists ----------------------------------------------------------------------------------------------------------------------

def test_items(items):
    assert len(items) == 7
    assert list(items) == ['howdy', b'HoWdY', -273.154, 100, None, True, 42]
    assert items.format == '8s8sdqxxxxxx?xxxxxxxx?q'
    assert items[-2] is True and items[4] is None
    assert repr(items) == 'ShareableList(%r, name=%r)' % (list(items), items.shm.name)
    assert items.index(100) == 3 and items.count(42) == 1 and items.count('x') == 0
    with pytest.raises(ValueError) as e:
        items.index('100')
    assert str(e.value) == "'100' not in this container"
    assert 42 in items and 43 not in items


def test_positions(items):
    for position in (7, 100):
        with pytest.raises(IndexError) as e:
            items[position]
        assert str(e.value) == 'index out of range'
        with pytest.raises(IndexError) as e:
            items[position] = 1
        assert str(e.value) == 'assignment index out of range'


def test_assignments(items):
    items[3] = 42
    assert items[3] == 42 and items.count(42) == 2
    items[4] = u'some'
    assert items[4] == 'some' and items.format == '8s8sdq8sxxxxxxx?q'
    for position, value in ((4, u'far too many'), (0, u'encod\xe9es'), (1, b'123456789')):
        before = list(items)
        with pytest.raises(ValueError) as e:
            items[position] = value
        assert str(e.value) == 'bytes/str item exceeds available storage'
        assert list(items) == before
    items[0] = u'encod\xe9s'
    assert items[0] == u'encod\xe9s' and items[1] == b'HoWdY'
    items[0] = 7
    items[0] = b'bytes'
    assert items[0] == b'bytes'
    items[2] = None
    assert items[2] is None
    with pytest.raises(KeyError):
        items[0] = [1]
    with pytest.raises(struct.error):
        items[0] = 2 ** 63
    with pytest.raises(KeyError):
        ShareableList([{}])


def test_an_empty_list():
    empty = ShareableList()
    assert len(empty) == 0 and empty.format == '' and list(empty) == [] and empty.count(1) == 0
    empty.shm.close()
    empty.shm.unlink()


def test_a_copy_and_a_second_handle(items):
    mine = name()
    copied = ShareableList(items, name=mine)
    assert copied.shm.name == mine and list(copied) == list(items) and copied.format == items.format
    copied[-1] = 77
    assert items[-1] == 42
    second = ShareableList(name=mine)
    second[0] = 'second'
    assert copied[0] == 'second' and list(second) == list(copied)
    second.shm.close()
    copied.shm.close()
    copied.shm.unlink()


@pytest.mark.parametrize('protocol', range(pickle.HIGHEST_PROTOCOL + 1))
def test_lists_are_pickled_by_name(items, protocol):
    pickled = pickle.dumps(items, protocol)
    other = pickle.loads(pickled)
    assert type(other) is ShareableList
    other[0] = 'changed'
    assert items[0] == 'changed'
    other.shm.close()
    larger = ShareableList(range(100))
    assert len(pickle.dumps(larger, protocol)) == len(pickled)
    larger.shm.close()
    larger.shm.unlink()


def increment(items):
    for i in range(len(items)):
        items[i] += 1


def test_lists_in_processes():
    items = ShareableList(range(5))
    assert run(increment, items).exitcode == 0
    assert list(items) == [1, 2, 3, 4, 5]
    items.shm.close()
    items.shm.unlink()


def test_types_of_lists():
    assert str(ShareableList[int]) == 'multiprocessing.shared_memory.ShareableList[int]'


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
