"""A child is killed while it holds a lock: whoever wants it waits in vain, but not for ever if it says so."""
import time
from multiprocessing import Event, Lock, Process


def f(lock, taken):
    lock.acquire()
    taken.set()
    time.sleep(1000)


if __name__ == '__main__':
    lock, taken = Lock(), Event()
    p = Process(target=f, args=(lock, taken))
    p.start()
    taken.wait()
    p.kill()
    p.join()
    print(p.exitcode, lock.acquire(timeout=0.2), lock.acquire(False))
    lock.release()
    print(lock.acquire(timeout=0.2))
