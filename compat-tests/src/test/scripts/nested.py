from multiprocessing import Process, current_process


def f(depth):
    print(depth, current_process().name, flush=True)
    if depth:
        p = Process(target=f, args=(depth - 1,))
        p.start()
        p.join()
        print(depth, p.exitcode, flush=True)


if __name__ == '__main__':
    p = Process(target=f, args=(2,))
    p.start()
    p.join()
