"""Shared memory with a name."""
import functools
import io
import os
import pickle
import struct
from multiprocessing import shared_memory
from multiprocessing.shared_memory import SharedMemory

from blocks import assert_unlinked, block, name
from helpers import in_child, on_jmp, pytest, run


def write(name_or_block, data):
    block = SharedMemory(name_or_block) if isinstance(name_or_block, str) else name_or_block
    block.buf[:len(data)] = data
    block.close()


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
