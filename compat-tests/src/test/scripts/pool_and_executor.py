import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def square(x):
    return x * x


def fail(x):
    raise LookupError(x)


if __name__ == '__main__':
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(10)))
        print(pool.apply(square, (5,)))
        print(list(pool.imap(square, range(3))), sorted(pool.imap_unordered(square, range(3))))
        print(pool.starmap(pow, [(2, 3), (3, 2)]))
        try:
            pool.apply(fail, (1,))
        except LookupError as e:
            print(repr(e))
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(square, range(5))))
        try:
            executor.submit(fail, 2).result()
        except LookupError as e:
            print(repr(e))
