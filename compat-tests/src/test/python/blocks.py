"""What tests of shared memory with a name need."""
import binascii
import os
from multiprocessing.shared_memory import ShareableList, SharedMemory

from helpers import pytest


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


def assert_unlinked(name):
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)
