import os
import sys
from multiprocessing import Process


def leave(code):
    sys.exit(code)


def leave_hard(code):
    os._exit(code)


def leave_by_exception():
    raise SystemExit(12)


if __name__ == '__main__':
    for target, args in [(leave, (0,)), (leave, (None,)), (leave, (3,)), (leave, (True,)), (leave, ('a text',)), (leave, ((1, 2),)),
                         (leave_hard, (7,)), (leave_by_exception, ()), (int, ()), (int, ('x',))]:
        p = Process(target=target, args=args, name='leaver')
        p.start()
        p.join()
        print(target.__name__, args, p.exitcode)
    sys.exit(5)
