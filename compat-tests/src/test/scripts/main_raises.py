"""The main program fails while a child runs: the child is joined, the traceback shown, the exit status is 1."""
from multiprocessing import Event, Process


def f(started, event):
    started.set()
    event.wait()
    print('child has ended', flush=True)


if __name__ == '__main__':
    started, event = Event(), Event()
    Process(target=f, args=(started, event)).start()
    started.wait()
    event.set()
    raise LookupError('in the main program')
