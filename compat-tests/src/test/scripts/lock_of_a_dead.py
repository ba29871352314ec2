import multiprocessing
import time


def hold(lock, taken):
    lock.acquire()
    taken.set()
    time.sleep(1000)


if __name__ == '__main__':
    lock, taken = multiprocessing.Lock(), multiprocessing.Event()
    p = multiprocessing.Process(target=hold, args=(lock, taken))
    p.start()
    taken.wait()
    p.kill()
    p.join()
    print(lock.acquire(timeout=0.1), lock)
