from multiprocessing import Process


class Problem(Exception):
    pass


def f():
    try:
        {}['key']
    except KeyError as e:
        raise Problem('no key') from e


def g():
    try:
        {}['key']
    except KeyError:
        raise Problem('while handling')


if __name__ == '__main__':
    for target in (f, g):
        p = Process(target=target)
        p.start()
        p.join()
        print(p.exitcode)
