import atexit
from multiprocessing import Process, util


def f():
    util.Finalize(None, print, args=('finalizer',), kwargs={'flush': True}, exitpriority=1)
    print('child', flush=True)


if __name__ == '__main__':
    atexit.register(print, 'atexit of main')
    p = Process(target=f)
    p.start()
    p.join()
    print(p.exitcode)
