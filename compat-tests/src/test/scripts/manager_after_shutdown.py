from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        d = manager.dict(a=1)
        print(d, d['a'], manager.list([1, d['a']]), manager.Namespace(x=1), manager.Value('i', 3), manager.Array('i', [1, 2]))
    for call in (lambda: d['a'], lambda: d.copy()):
        try:
            print(call())
        except (OSError, EOFError):
            print('it has ended')
    try:
        manager.dict()
    except AssertionError as e:
        print(e)
    manager.shutdown()
