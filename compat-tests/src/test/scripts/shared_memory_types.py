import multiprocessing


def double(v, a, s):
    with v.get_lock():
        v.value *= 2
    for i in range(len(a)):
        a[i] *= 2
    s.value = s.value.upper()


if __name__ == '__main__':
    v, a, s = multiprocessing.Value('d', 1.25), multiprocessing.Array('h', [1, -2, 3]), multiprocessing.Array('c', b'text')
    p = multiprocessing.Process(target=double, args=(v, a, s))
    p.start()
    p.join()
    print(v.value, a[:], s.value, v, len(a), a[1:], list(a))
    for call in (lambda: multiprocessing.Value('i', 'x'), lambda: a.__setitem__(0, 1.5), lambda: a[7]):
        try:
            call()
        except (TypeError, IndexError) as e:
            print(type(e).__name__, e)
