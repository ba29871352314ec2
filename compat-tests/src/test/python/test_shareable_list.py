"""Lists in shared memory."""
import pickle
import struct
from multiprocessing.shared_memory import ShareableList

from blocks import items, name
from helpers import pytest, run


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
