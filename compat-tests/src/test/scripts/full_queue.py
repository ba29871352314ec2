import queue
from multiprocessing import JoinableQueue, Queue


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__module__, type(e).__name__, str(e).split(' at 0x')[0])


if __name__ == '__main__':
    q = Queue(2)
    q.put(1)
    q.put(2)
    attempt(q.put_nowait, 3)
    attempt(q.put, 3, True, 0.05)
    print(q.get(), q.get())
    attempt(q.get_nowait)
    attempt(q.get, True, 0.05)
    q.close()
    q.join_thread()
    attempt(q.put, 1)
    attempt(q.get)
    j = JoinableQueue()
    attempt(j.task_done)
    print(queue.Full.__mro__[1].__name__, queue.Empty.__mro__[1].__name__)
