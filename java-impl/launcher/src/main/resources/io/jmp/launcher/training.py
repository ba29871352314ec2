import multiprocessing
import queue
import random
import sys
import time


def echo(connection, items):
    items.put([42, None, 'hello'])
    for _ in range(200):
        connection.send(connection.recv())
    connection.close()


def use_manager(shared, names, number, lock):
    for i in range(50):
        shared[i] = random.random()
        names.append('name')
        with lock:
            number.value += 1


def fail():
    raise ValueError('a traceback')


def main():
    items = multiprocessing.Queue()
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo, args=(there, items))
    process.start()
    items.get()
    for _ in range(200):
        here.send([42, None, 'hello'])
        here.recv()
    process.join()
    with multiprocessing.Manager() as manager:
        shared, names = manager.dict(), manager.list()
        number = multiprocessing.Value('i', 0)
        array = multiprocessing.Array('d', 100)
        array[:] = [1.5] * 100
        lock = multiprocessing.Lock()
        workers = [multiprocessing.Process(target=use_manager, args=(shared, names, number, lock)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(len(shared), len(names), number.value, array[:3])
    process = multiprocessing.Process(target=fail)
    process.start()
    process.join()
    try:
        items.get(timeout=0.01)
    except queue.Empty:
        pass
    time.sleep(0.01)
    sys.stdout.flush()


if __name__ == '__main__':
    main()
