"""Values and arrays."""
import array
import multiprocessing as mp
from fractions import Fraction
from multiprocessing import sharedctypes

from helpers import on_jmp, pytest, run

INTEGERS = 'bBhHiIlLqQ'
SIZES = dict(b=1, B=1, h=2, H=2, i=4, I=4, l=8, L=8, q=8, Q=8)


def double(value, array):
    with value.get_lock():
        value.value *= 2
    with array.get_lock():
        for i in range(len(array)):
            array[i] *= 2


def increment(value, n):
    for _ in range(n):
        with value.get_lock():
            value.value += 1


def write_text(array):
    array.value = b'from child'


@pytest.mark.parametrize('code', INTEGERS)
def test_integers(code):
    value = mp.Value(code, 7)
    array = mp.Array(code, [1, 2, 3])
    assert run(double, value, array).exitcode == 0
    assert value.value == 14 and array[:] == [2, 4, 6]
    bits = 8 * SIZES[code]
    low, high = (0, 2 ** bits - 1) if code.isupper() else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)
    for number in (low, high):
        value.value = number
        assert value.value == number
        array[0] = number
        assert array[0] == number
    value.value = high + 1
    assert value.value == low
    array[0:2] = [high + 1, low - 1]
    assert array[0:2] == [low, high]


@pytest.mark.parametrize('code', 'fd')
def test_floats(code):
    value = mp.Value(code, 1.5)
    array = mp.Array(code, 3)
    assert array[:] == [0.0, 0.0, 0.0]
    array[:] = [1, 2.5, True]
    assert run(double, value, array).exitcode == 0
    assert value.value == 3.0 and array[:] == [2.0, 5.0, 2.0]
    value.value = 2
    assert value.value == 2.0 and type(value.value) is float


def test_characters():
    value = mp.Value('c', b'x')
    assert value.value == b'x'
    value = mp.Value('u', u'\u00e4')
    assert value.value == u'\u00e4'
    array = mp.Array('c', b'hello world')
    assert array.value == b'hello world' and array[0] == b'h' and array[1:4] == b'ell' and len(array) == 11
    assert run(write_text, array).exitcode == 0
    assert array.value == b'from child' and array.raw == b'from child\0'
    array.raw = b'ab'
    assert array.raw == b'abom child\0'
    array[0] = b'z'
    array[1:3] = b'yx'
    assert array.raw == b'zyxm child\0'
    with pytest.raises(ValueError):
        array.value = b'much too long for it'
    with pytest.raises(TypeError):
        array.value = u'text'
    text = mp.Array('u', u'abc')
    assert text[:] == 'abc' and text[1] == 'b'


@pytest.mark.parametrize('code', 'bhilfd')
def test_slices_take_arrays_of_the_library(code):
    for numbers in mp.Array(code, 6), mp.RawArray(code, 6):
        numbers[1:5] = array.array(code, [1, 2, 3, 4])
        numbers[4:6] = array.array('d' if code in 'fd' else 'l', [5, 6])
        assert numbers[:] == [0, 1, 2, 3, 5, 6]
        with pytest.raises(ValueError):
            numbers[0:3] = array.array(code, [1, 2])


@pytest.mark.parametrize('code', 'hid')
def test_long_slices(code):
    items = [n % 100 for n in range(10000)]
    for array in mp.Array(code, 10003), mp.RawArray(code, 10003):
        array[1:10001] = items
        assert array[:] == [0] + items + [0, 0]
        array[2:10002] = tuple(items)
        assert array[:] == [0, 0] + items + [0]
        array[3:] = range(1, 10001)
        assert array[3:] == list(range(1, 10001))


@pytest.mark.parametrize('code', 'hi')
def test_long_slices_cut_numbers(code):
    array = mp.RawArray(code, 10000)
    items = list(range(10000))
    items[9000] += 1 << 40
    array[:] = items
    assert array[:] == list(range(10000))


@pytest.mark.parametrize('code', 'id')
def test_what_is_no_number_ends_the_writing_of_a_long_slice(code):
    array = mp.RawArray(code, 10000)
    items = list(range(10000))
    items[9000] = '2.5'
    with pytest.raises(TypeError):
        array[:] = items
    assert array[:] == list(range(9000)) + [0] * 1000


@pytest.mark.parametrize('code', 'fd')
def test_long_slices_of_numbers_of_many_kinds(code):
    array = mp.RawArray(code, 10000)
    array[:] = [3, True, 2.5, Fraction(1, 4), -1 << 60] * 2000
    assert array[:] == [3.0, 1.0, 2.5, 0.25, float(-1 << 60)] * 2000
    with pytest.raises(OverflowError):
        array[:] = [7] * 9000 + [1 << 2000] * 1000
    assert array[:9000] == [7.0] * 9000 and array[9999] == float(-1 << 60)


def test_arrays():
    array = mp.Array('i', range(10))
    assert array[:] == list(range(10)) and len(array) == 10 and list(array) == list(range(10))
    assert array[-1] == 9 and array[2:5] == [2, 3, 4] and array[::3] == [0, 3, 6, 9] and array[::-1] == list(range(9, -1, -1))
    array[2:4] = [20, 30]
    array[::5] = (50, 60)
    assert array[:] == [50, 1, 20, 30, 4, 60, 6, 7, 8, 9]
    for index in (10, -11):
        with pytest.raises(IndexError):
            array[index]
        with pytest.raises(IndexError):
            array[index] = 1
    with pytest.raises(ValueError, match='Can only assign sequence of same size'):
        array[0:2] = [1, 2, 3]
    assert mp.Array('i', 0)[:] == []


@pytest.mark.parametrize('call', [
    lambda: mp.Value('i', 'text'), lambda: mp.Value('i', 1.5), lambda: mp.Value('i', None), lambda: mp.Value('d', 'text'),
    lambda: mp.Value('c', u'x'), lambda: mp.Value('c', b'xy'), lambda: mp.Value('u', b'x'), lambda: mp.Value('u', u'xy'),
    lambda: mp.Array('i', [1, 'x']), lambda: mp.Array('i', None), lambda: mp.Array('d', ['x']),
    lambda: mp.Array('d', [0.0] * 20).__setitem__(slice(0, 20), ['x'] * 20),
    lambda: mp.Array('i', 20).__setitem__(slice(0, 20), [1.5] * 20),
    lambda: mp.Value('z'), lambda: mp.Value('i', 1, 2),
    lambda: mp.Value('i', 1, nothing=2), lambda: mp.Array('i', 1, nothing=2)])
def test_type_errors(call):
    with pytest.raises(TypeError):
        call()


def test_locks():
    value = mp.Value('i', 5)
    assert repr(value) == '<Synchronized wrapper for c_int(5)>'
    with value:
        assert value.get_lock().acquire(False)      # an RLock
        value.get_lock().release()
    assert value.acquire() and value.release() is None
    assert value.get_obj().value == 5
    lock = mp.Lock()
    assert mp.Value('i', lock=lock).get_lock() is lock
    assert mp.Array('i', 1, lock=lock).get_lock() is lock
    raw = mp.Value('i', 5, lock=False)
    assert not hasattr(raw, 'get_lock') and raw.value == 5
    with pytest.raises(AttributeError, match="has no method 'acquire'"):
        mp.Value('i', lock='no lock')
    assert mp.RawValue('d', 2.5).value == 2.5 and mp.RawArray('h', 3)[:] == [0, 0, 0]


def test_locked_increments():
    value = mp.Value('l', 0)
    processes = [mp.Process(target=increment, args=(value, 500)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert value.value == 1500


def test_copy_and_synchronized():
    array = mp.RawArray('d', [1.0, 2.0])
    duplicate = sharedctypes.copy(array)
    duplicate[0] = 5.0
    assert array[:] == [1.0, 2.0] and duplicate[:] == [5.0, 2.0]
    wrapped = sharedctypes.synchronized(array)
    wrapped[1] = 7.0
    assert array[1] == 7.0 and wrapped.get_obj() is array


def test_large_array():
    n = 100000
    array = mp.Array('d', n)
    array[:] = [float(i) for i in range(n)]
    assert array[n - 1] == n - 1.0 and sum(array[:]) == n * (n - 1) / 2


def ctypes_or_skip():
    try:
        import ctypes
        return ctypes
    except ImportError as e:
        assert on_jmp
        pytest.skip('ctypes does not load here: %s' % e)


def test_ctypes_types():
    ctypes = ctypes_or_skip()
    value = mp.Value(ctypes.c_double, 1.5)
    array = mp.Array(ctypes.c_int, [1, 2])
    assert run(double, value, array).exitcode == 0
    assert value.value == 3.0 and array[:] == [2, 4]
    assert mp.Array(ctypes.c_char, b'xyz').value == b'xyz'


def write_at(wrapper, index, value):
    wrapper.create_memoryview()[index] = value


def test_a_block_of_bytes():
    from multiprocessing.heap import BufferWrapper
    wrapper = BufferWrapper(8)
    assert run(write_at, wrapper, 3, 42).exitcode == 0
    view = wrapper.create_memoryview()
    assert view[3] == 42
    for size, error in (-1, ValueError), (1 << 63, OverflowError):
        with pytest.raises(error):
            BufferWrapper(size)
