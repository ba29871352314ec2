import multiprocessing


def child(conn):
    try:
        while True:
            conn.send(conn.recv() * 2)
    except EOFError:
        print('child: end of file', flush=True)


if __name__ == '__main__':
    here, there = multiprocessing.Pipe()
    p = multiprocessing.Process(target=child, args=(there,))
    p.start()
    there.close()
    for item in (1, 'ab', [None]):
        here.send(item)
        print(here.recv())
    here.close()
    p.join()
    print(p.exitcode, here.closed)
    for call in (lambda: here.send(1), lambda: here.recv(), lambda: multiprocessing.Pipe(False)[0].send(1)):
        try:
            call()
        except OSError as e:
            print(type(e).__name__, e)
