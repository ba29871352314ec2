import sys
from multiprocessing import Process


def f():
    print(repr(sys.stdin.read()))
    try:
        input()
    except EOFError:
        print('EOFError')


if __name__ == '__main__':
    p = Process(target=f)
    p.start()
    p.join()
    print(p.exitcode)
