import multiprocessing
import threading

if __name__ == '__main__':
    for args in [(threading.Lock(),), (open('unpicklable.py'),)]:
        try:
            multiprocessing.Process(target=print, args=args).start()
        except TypeError as e:
            print(type(e).__name__, str(e).replace('LockType', 'lock'))
    q = multiprocessing.SimpleQueue()
    try:
        q.put(threading.Lock())
    except TypeError as e:
        print(type(e).__name__)
    print(multiprocessing.active_children())
