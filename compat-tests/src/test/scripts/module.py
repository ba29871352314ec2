# as: module
# arguments: a b
import os
import sys
from multiprocessing import Process


def f(name):
    print(name, __name__, [os.path.basename(arg) for arg in sys.argv], __spec__.name, flush=True)


if __name__ == '__main__':
    p = Process(target=f, args=('child',))
    p.start()
    p.join()
    f('main')
    sys.exit(4)
