# as: stdin
"""CPython's children do not know the functions of such a program; those of jmp do."""
import multiprocessing


def f(q):
    q.put(__name__)


if __name__ == '__main__':
    q = multiprocessing.Queue()
    p = multiprocessing.Process(target=f, args=(q,))
    p.start()
    p.join()
    print(p.exitcode, q.get())
