"""Structures of ctypes in shared memory. Not with the other tests of shared memory: their children need not load ctypes."""
import multiprocessing as mp
import pickle
import sys
from multiprocessing import sharedctypes

from helpers import on_jmp, pytest, run

try:
    from ctypes import Structure, c_double, c_int
except ImportError as e:
    Structure = object
    c_double = c_int = None
    assert on_jmp
    pytestmark = pytest.mark.skip(reason='ctypes does not load here: %s' % e)


class Point(Structure):
    _fields_ = [('x', c_int), ('y', c_double)]


def patchelf_or_skip():
    if on_jmp and sys.version_info[0] > 2:
        import shutil
        if shutil.which('patchelf') is None:
            pytest.skip('ctypes loads in one process only: there is no patchelf')


def move(point, n):
    with point.get_lock():
        point.x += n
        point.y *= n


def test_processes_share_a_structure():
    patchelf_or_skip()
    point = mp.Value(Point, 3, 2.5)
    assert run(move, point, 2).exitcode == 0
    assert (point.x, point.y) == (5, 5.0)


def test_raw_structures():
    raw = mp.RawValue(Point)
    assert (raw.x, raw.y) == (0, 0.0)
    raw.x, raw.y = 1, 2.0
    duplicate = sharedctypes.copy(raw)
    raw.x = 7
    assert (duplicate.x, duplicate.y, raw.x) == (1, 2.0, 7)
    own = sharedctypes.copy(Point(1, 2.0))
    assert (own.x, own.y) == (1, 2.0)
    with pytest.raises(TypeError):
        mp.Value(Point, 1, 2.0, 3)
    with pytest.raises((RuntimeError, TypeError)):     # as CPython, which cannot pickle the memory below it
        pickle.dumps(raw, 2)


class Counter(Structure):
    _fields_ = [('n', c_int)]

    def __init__(self, n=5):
        super(Counter, self).__init__(n)


@pytest.mark.skipif(sys.version_info[0] == 2 and on_jmp, reason="Jython's structures cannot be filled by `__init__` once they lie somewhere")
def test_a_structure_with_an_init_of_its_own():
    assert mp.RawValue(Counter).n == 5
    assert mp.RawValue(Counter, 6).n == 6
    assert [item.n for item in mp.RawArray(Counter, 2)] == [0, 0]
