import multiprocessing


def inner(n):
    raise ValueError('n is %d' % n)


def f(n):
    inner(n)


if __name__ == '__main__':
    p = multiprocessing.Process(target=f, args=(5,), name='worker')
    p.start()
    p.join()
    print(p.exitcode, p.name)
