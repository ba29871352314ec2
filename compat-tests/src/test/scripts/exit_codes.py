import multiprocessing
import os
import signal
import sys
import time


def wait(started):
    started.set()
    time.sleep(1000)


if __name__ == '__main__':
    for target, args in [(sys.exit, ()), (sys.exit, (3,)), (sys.exit, ('a text',)), (os._exit, (4,)), (int, ())]:
        p = multiprocessing.Process(target=target, args=args)
        p.start()
        p.join()
        print(p.exitcode)
    for method in ('terminate', 'kill'):
        started = multiprocessing.Event()
        p = multiprocessing.Process(target=wait, args=(started,))
        p.start()
        started.wait()
        getattr(p, method)()
        p.join()
        print(p.exitcode, p.exitcode == -getattr(signal, {'terminate': 'SIGTERM', 'kill': 'SIGKILL'}[method]))
    sys.exit(7)
