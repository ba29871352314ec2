"""What the documentation has, is there, and takes the arguments that the documentation gives it."""
import importlib
import inspect
import os
import re

import multiprocessing as mp
from multiprocessing import connection, managers, pool, shared_memory

from helpers import LONG, pytest


def documented():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'documented.txt')) as file:
        return [line.strip() for line in file if not line.startswith('#')]


def nothing():
    pass


@pytest.fixture(scope='module')
def samples():
    """An object of each class that the documentation has, by the class's name."""
    made = {'Queue': mp.Queue(), 'SimpleQueue': mp.SimpleQueue(), 'JoinableQueue': mp.JoinableQueue(), 'Lock': mp.Lock(), 'RLock': mp.RLock()}
    here, there = mp.Pipe()
    process = mp.Process(target=nothing)
    process.start()
    process.join(LONG)
    shared = managers.SharedMemoryManager()
    shared.start()
    with here, there, connection.Listener() as listener, pool.ThreadPool(1) as threads, mp.Manager() as manager, shared:
        made.update({
            'Process': process, 'Connection': here, 'Listener': listener, 'Pool': threads, 'AsyncResult': threads.apply_async(nothing),
            'BaseManager': manager, 'SyncManager': manager, 'BaseProxy': manager.list(), 'SharedMemoryManager': shared,
            'SharedMemory': shared.SharedMemory(1), 'ShareableList': shared.ShareableList([1])})
        yield made


def found(name, samples):
    """What a dotted name stands for: of a class, the attribute of an object."""
    owner, _, attribute = name.rpartition('.')
    if owner.rpartition('.')[2] in samples:
        assert hasattr(samples[owner.rpartition('.')[2]], attribute)
        return getattr(samples[owner.rpartition('.')[2]], attribute)
    return getattr(importlib.import_module(owner), attribute)


def parameters(text):
    """How many arguments a documented signature takes by position, at least and at most, and those that it gives by name."""
    inner = text.strip('()')
    by_position = [p for p in re.sub(r'\*.*', '', inner).translate({ord('['): None, ord(']'): None}).split(',') if p.strip()]
    return len(by_position) - (inner.count('[') or sum('=' in p for p in by_position)), len(by_position), re.findall(r'(\w+)=', inner)


@pytest.mark.parametrize('line', documented())
def test_documented(line, samples):
    name, bracket, text = line.partition('(')
    thing = found(name, samples)
    if not bracket:
        return
    least, most, named = parameters(bracket + text)
    signature = inspect.signature(thing)
    for count in range(least, most + 1):
        signature.bind(*[None] * count)
    signature.bind(*[None] * least, **dict.fromkeys(named))
    if least > 0 and not any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values()):
        with pytest.raises(TypeError):
            signature.bind(*[None] * (least - 1))


def test_the_list_is_whole():
    assert len(documented()) > 120
