"""Other children are joined at the end of the program."""
import time
from multiprocessing import Process


def f():
    time.sleep(0.5)
    print('child has ended', flush=True)


if __name__ == '__main__':
    Process(target=f).start()
    print('main has ended', flush=True)
