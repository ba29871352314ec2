import multiprocessing


def work(d, l, n, lock):
    for i in range(20):
        with lock:
            d['count'] = d.get('count', 0) + 1
            n.total += i
    l.append(multiprocessing.current_process().name)


if __name__ == '__main__':
    with multiprocessing.Manager() as manager:
        d, l, n, lock = manager.dict(), manager.list(), manager.Namespace(total=0), manager.Lock()
        ps = [multiprocessing.Process(target=work, args=(d, l, n, lock)) for _ in range(3)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        print(d, sorted(len(x) > 0 for x in l), n, len(l))
        print(manager.Value('i', 5), manager.Array('d', [1, 2]), manager.dict(a=1).copy())
        try:
            d['nothing']
        except KeyError as e:
            print(repr(e))
    try:
        d['count']
    except (OSError, EOFError) as e:
        print('the manager has ended')
