"""Daemonic children are terminated at the end of the program."""
import time
from multiprocessing import Event, Process


def f(started):
    started.set()
    time.sleep(1000)
    print('never reached', flush=True)


if __name__ == '__main__':
    started = Event()
    p = Process(target=f, args=(started,), daemon=True)
    p.start()
    started.wait()
    print('the end', p.daemon)
