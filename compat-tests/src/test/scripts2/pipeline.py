"""Subclasses of Process, joined by queues; the end is a None that is passed on."""
import multiprocessing
import sys
try:
    from queue import Empty, Full
except ImportError:
    from Queue import Empty, Full


class Stage(multiprocessing.Process):
    def __init__(self, source, target, function, name=None):
        multiprocessing.Process.__init__(self, name=name)
        self.source = source
        self.target = target
        self.function = function

    def run(self):
        while True:
            item = self.source.get()
            if item is None:
                break
            self.target.put((multiprocessing.current_process().name, self.function(item)))
        self.target.put(None)
        sys.exit(7)


def square(n):
    return n * n


def describe(item):
    name, n = item
    return '%s said %d' % (name, n)


def main():
    a, b, c = multiprocessing.Queue(), multiprocessing.Queue(5), multiprocessing.Queue()
    stages = [Stage(a, b, square, name='squares'), Stage(b, c, describe, 'texts')]
    print([stage.exitcode for stage in stages])
    print([stage.is_alive() for stage in stages])
    for stage in stages:
        stage.daemon = True
        stage.start()
    for n in range(12):
        a.put(n)
    a.put(None)
    while True:
        item = c.get(timeout=60)
        if item is None:
            break
        print('%s: %s' % item)
    for stage in stages:
        stage.join(60)
    print([stage.exitcode for stage in stages])
    try:
        c.get(block=False)
    except Empty:
        print('empty')
    full = multiprocessing.Queue(1)
    full.put('one', False)
    try:
        full.put('two', True, 0.1)
    except Full:
        print('full')
    print(full.get())
    joinable = multiprocessing.JoinableQueue()
    done = multiprocessing.Queue()
    worker = multiprocessing.Process(target=work_off, args=(joinable, done))
    worker.daemon = True
    worker.start()
    for n in range(5):
        joinable.put(n)
    joinable.join()
    print(sorted(done.get() for _ in range(5)))
    worker.terminate()
    worker.join()
    print(worker.exitcode)


def work_off(queue, done):
    while True:
        done.put(queue.get() + 100)
        queue.task_done()


if __name__ == '__main__':
    main()
