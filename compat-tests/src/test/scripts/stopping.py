import time
from multiprocessing import Event, Process


def stubborn(started):
    while True:
        try:
            started.set()
            while True:
                pass
        except BaseException:
            pass


def sleeper(started):
    started.set()
    time.sleep(1000)


def waiter(started):
    started.set()
    Event().wait()


if __name__ == '__main__':
    for target in (stubborn, sleeper, waiter):
        for method in ('terminate', 'kill'):
            started = Event()
            p = Process(target=target, args=(started,))
            p.start()
            started.wait()
            getattr(p, method)()
            p.join()
            print(target.__name__, method, p.exitcode, p.is_alive())
