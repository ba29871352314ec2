# -*- coding: utf-8 -*-
"""Shared numbers and texts."""
from __future__ import division, print_function
import array
import multiprocessing


def halve(values, total):
    for i in range(len(values)):
        values[i] /= 2
    with total.get_lock():
        total.value += sum(values)


def reverse(numbers, letters):
    numbers[:] = numbers[::-1]
    letters[0:3] = [b'x'] * 3
    numbers[-1] = 99


def overflow(queue):
    small = multiprocessing.Array('h', 2)
    try:
        small[0] = 'text'
    except TypeError:
        queue.put('TypeError')
    try:
        small[5] = 1
    except IndexError:
        queue.put('IndexError')
    queue.put(array.array('i', [1, 2, 3]))
    queue.put(u'größer')
    queue.put(10 ** 30)
    queue.put(1 + 2j)
    queue.put({'key': (None, True, 1.5)})


def main():
    values, total = multiprocessing.Array('d', [1.0, 2.0, 4.0]), multiprocessing.Value('d', 0.5)
    process = multiprocessing.Process(target=halve, args=(values, total))
    process.start()
    process.join()
    print(values[:], total.value, len(values))
    numbers, letters = multiprocessing.RawArray('i', range(6)), multiprocessing.Array('c', b'abcdef', lock=False)
    process = multiprocessing.Process(target=reverse, args=(numbers, letters))
    process.start()
    process.join()
    print(list(numbers), letters.value.decode())
    with values.get_lock():
        values[0] = 7
    print(list(values), [v for v in values if v > 1])
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=overflow, args=(queue,))
    process.start()
    print(queue.get(), queue.get())
    print(queue.get().tolist())
    print(queue.get() == u'größer', queue.get() == 10 ** 30, queue.get() == 1 + 2j, queue.get() == {'key': (None, True, 1.5)})
    process.join()


if __name__ == '__main__':
    main()
