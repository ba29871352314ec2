from multiprocessing import Array, Process, RawArray, Value


def f(n, a, r):
    for _ in range(100):
        with n.get_lock():
            n.value += 1
    for i in range(len(a)):
        a[i] = -a[i]
    r[1:3] = b'yz'


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__name__)


if __name__ == '__main__':
    n, a, r = Value('i', 5), Array('d', [1.5, 2, 3]), RawArray('c', b'abcd')
    ps = [Process(target=f, args=(n, a, r)) for _ in range(3)]
    for p in ps:
        p.start()
        p.join()
    print(n.value, a[:], list(a), r.value, r.raw, len(r), a[-1], a[::2])
    attempt(Array, 'x', 3)
    attempt(Value, 'i', 'text')
    attempt(a.__getitem__, 3)
    attempt(a.__setitem__, 0, 'text')
    attempt(a.__setitem__, slice(0, 2), [1])
