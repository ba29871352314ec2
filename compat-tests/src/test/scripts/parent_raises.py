import multiprocessing
import time


def late():
    time.sleep(0.3)
    print('the child ends first', flush=True)


if __name__ == '__main__':
    multiprocessing.Process(target=late).start()
    multiprocessing.Process(target=time.sleep, args=(1000,), daemon=True).start()
    raise KeyError('in the parent')
