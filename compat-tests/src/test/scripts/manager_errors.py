from multiprocessing import Manager


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__name__, e)


if __name__ == '__main__':
    with Manager() as manager:
        d, l, n, q = manager.dict(), manager.list(), manager.Namespace(), manager.Queue(1)
        attempt(d.__getitem__, 'missing')
        attempt(l.__getitem__, 5)
        attempt(getattr, n, 'missing')
        attempt(q.get_nowait)
        q.put(1)
        attempt(q.put_nowait, 2)
        print(d.keys(), d.items(), dict(d), list(l))
        d['x'] = l
        l.append(4)
        print(d['x'][0], len(d), str(l), sorted(d.keys()))
