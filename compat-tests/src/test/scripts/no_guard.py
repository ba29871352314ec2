import multiprocessing


def f():
    print('never')


p = multiprocessing.Process(target=f)
p.start()
p.join()
print('exit code', p.exitcode)
