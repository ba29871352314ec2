"""The same file on CPython and on jmp: prints one JSON object, row -> microseconds for one operation.

It is also the main script of the children that it starts, so it is about as long as a real one.
"""
import json
import multiprocessing
import sys
import time

MESSAGE = [42, None, 'hello']


def nothing():
    pass


def echo_pipe(connection):
    for item in iter(connection.recv, 'end'):
        connection.send(item)


def echo_queue(there, back):
    for item in iter(there.get, 'end'):
        back.put(item)


def produce(queue, go, n):
    go.wait()
    for _ in range(n):
        queue.put(MESSAGE)


def median(values):
    return sorted(values)[len(values) // 2]


def measure(operation, n, seconds=6.0, batches=9):
    """Microseconds of one operation: the median of batches of n, after a warm-up of some thousands or some seconds."""
    end = time.perf_counter() + seconds
    done = 0
    while done < 20000 and time.perf_counter() < end:
        for _ in range(n):
            operation()
        done += n
    results = []
    for _ in range(batches):
        begin = time.perf_counter()
        for _ in range(n):
            operation()
        results.append((time.perf_counter() - begin) / n * 1e6)
    return median(results)


def start_and_join():
    process = multiprocessing.Process(target=nothing)
    process.start()
    process.join()


def row_start_with_pauses():
    """A start and a join, with half a second between two, in which spares are booted again."""
    for _ in range(30):
        start_and_join()
    results = []
    for _ in range(20):
        time.sleep(0.5)
        begin = time.perf_counter()
        start_and_join()
        results.append((time.perf_counter() - begin) * 1e6)
    return median(results)


def row_start_back_to_back():
    """Starts and joins without a pause: the mean of 100."""
    for _ in range(20):
        start_and_join()
    begin = time.perf_counter()
    for _ in range(100):
        start_and_join()
    return (time.perf_counter() - begin) / 100 * 1e6


def row_pipe_round_trip():
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo_pipe, args=(there,))
    process.start()

    def operation():
        here.send(MESSAGE)
        here.recv()
    result = measure(operation, 500)
    here.send('end')
    process.join()
    return result


def row_queue_round_trip():
    there, back = multiprocessing.Queue(), multiprocessing.Queue()
    process = multiprocessing.Process(target=echo_queue, args=(there, back))
    process.start()

    def operation():
        there.put(MESSAGE)
        back.get()
    result = measure(operation, 500)
    there.put('end')
    process.join()
    return result


def row_queue_item_one_way():
    results = []
    n = 20000
    queue, go = multiprocessing.Queue(), multiprocessing.Event()
    for _ in range(7):
        process = multiprocessing.Process(target=produce, args=(queue, go, n))
        process.start()
        begin = time.perf_counter()
        go.set()
        for _ in range(n):
            queue.get()
        results.append((time.perf_counter() - begin) / n * 1e6)
        process.join()
        go.clear()
    return median(results[2:])


def row_lock():
    lock = multiprocessing.Lock()

    def operation():
        lock.acquire()
        lock.release()
    return measure(operation, 1000)


def row_value_locked_increment():
    value = multiprocessing.Value('i', 0)

    def operation():
        with value.get_lock():
            value.value += 1
    return measure(operation, 1000)


def row_array_read_100000_doubles():
    array = multiprocessing.Array('d', 100000)
    return measure(lambda: array[:], 5)


def row_array_write_100000_doubles():
    array = multiprocessing.Array('d', 100000)
    values = [1.5] * 100000

    def operation():
        array[:] = values
    return measure(operation, 5)


def with_manager(make):
    with multiprocessing.Manager() as manager:
        return measure(make(manager), 300)


def row_manager_dict_set():
    def make(manager):
        shared = manager.dict()
        return lambda: shared.__setitem__('key', 5)
    return with_manager(make)


def row_manager_dict_get():
    def make(manager):
        shared = manager.dict(key=5)
        return lambda: shared['key']
    return with_manager(make)


def row_manager_list_append():
    def make(manager):
        shared = manager.list()
        return lambda: shared.append(5)
    return with_manager(make)


def row_manager_namespace_increment():
    def make(manager):
        shared = manager.Namespace(x=0)

        def operation():
            shared.x += 1
        return operation
    return with_manager(make)


def helper_1(values, factor=1):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_2(values, factor=2):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_3(values, factor=3):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_4(values, factor=4):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_5(values, factor=5):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_6(values, factor=6):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_7(values, factor=7):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_8(values, factor=8):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_9(values, factor=9):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_10(values, factor=10):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_11(values, factor=11):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_12(values, factor=12):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_13(values, factor=13):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_14(values, factor=14):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_15(values, factor=15):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def helper_16(values, factor=16):
    """One of the functions that make this file as long as a real main script."""
    total = 0
    for value in values:
        total += value * factor
    return total


def main():
    rows = [name for name in globals() if name.startswith('row_')]
    if len(sys.argv) > 1:
        rows = ['row_' + name for name in sys.argv[1].split(',')]
    if sys.implementation.name == 'cpython':
        multiprocessing.set_start_method('fork')
    print(json.dumps(dict((name[4:], globals()[name]()) for name in rows)))


if __name__ == '__main__':
    main()
