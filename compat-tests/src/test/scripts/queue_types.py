import multiprocessing
import queue


def fill(q, n):
    for i in range(n):
        q.put({'i': i, 'data': [None, 1.5, 'text', b'bytes', (1, 2)]})


if __name__ == '__main__':
    q = multiprocessing.Queue(3)
    p = multiprocessing.Process(target=fill, args=(q, 10))
    p.start()
    for _ in range(10):
        print(q.get())
    p.join()
    try:
        q.get(timeout=0.05)
    except queue.Empty as e:
        print(repr(e))
    for _ in range(3):
        q.put(1)
    try:
        q.put(1, timeout=0.05)
    except queue.Full as e:
        print(repr(e))
    q.cancel_join_thread()
    q.close()
    try:
        q.put(1)
    except ValueError as e:
        print(str(e)[-9:])
