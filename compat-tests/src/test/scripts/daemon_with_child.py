from multiprocessing import Process


def f():
    Process(target=int).start()


if __name__ == '__main__':
    p = Process(target=f, daemon=True, name='demon')
    p.start()
    p.join()
    print(p.exitcode)
