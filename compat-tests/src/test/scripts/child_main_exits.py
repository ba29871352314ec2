# A main module that exits when a child imports it.
import sys
from multiprocessing import Process

if __name__ == "__mp_main__":
    sys.exit("not in a child" if sys.argv[1] == "one" else 3)


def f():
    print("never")


if __name__ == "__main__":
    for arg in ("one", "two"):
        sys.argv[1] = arg
        p = Process(target=f)
        p.start()
        p.join()
        print(p.exitcode)
