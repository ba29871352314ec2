"""Bars of tqdm in several processes, which share its lock."""
from __future__ import print_function
import multiprocessing
import os
import tempfile

from tqdm import tqdm
from tqdm.std import TqdmDefaultWriteLock

STEPS = 20


def work(task):
    number, name = task
    with open(name, 'a') as out:
        for _ in tqdm(range(STEPS), desc='bar %d' % number, position=number, file=out, mininterval=0, miniters=1, ascii=True, ncols=60):
            pass
    return number


def add_to_shared(counter):
    for _ in range(500):
        with tqdm.get_lock():
            counter.value += 1


def main():
    tqdm.get_lock()
    print('the lock of tqdm is shared by processes:', TqdmDefaultWriteLock.mp_lock is not None)
    file, name = tempfile.mkstemp()
    os.close(file)
    lock = multiprocessing.RLock()
    tqdm.set_lock(lock)
    pool = multiprocessing.Pool(2, initializer=tqdm.set_lock, initargs=(lock,))
    with open(os.devnull, 'w') as nowhere:
        tasks = [(number, name) for number in range(4)]
        done = sorted(tqdm(pool.imap_unordered(work, tasks), total=len(tasks), file=nowhere))
    pool.close()
    pool.join()
    with open(name) as f:
        text = f.read()
    os.remove(name)
    print('done', done)
    for number in range(4):
        print('bar', number, 'is full:', 'bar %d: 100%%|' % number in text)
    print('steps', text.count('%d/%d [' % (STEPS, STEPS)) >= 4)
    counter = multiprocessing.Value('i', 0, lock=False)
    adders = [multiprocessing.Process(target=add_with, args=(lock, counter)) for _ in range(3)]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    print('nothing is lost:', counter.value)


def add_with(lock, counter):
    tqdm.set_lock(lock)
    add_to_shared(counter)


if __name__ == '__main__':
    main()
