import multiprocessing


class Worker(multiprocessing.Process):
    def __init__(self, queue, n):
        super(Worker, self).__init__(name='worker-%d' % n)
        self.queue = queue
        self.n = n

    def run(self):
        self.queue.put((self.name, self.n, self.daemon, multiprocessing.current_process() is self))


if __name__ == '__main__':
    q = multiprocessing.Queue()
    workers = [Worker(q, n) for n in range(3)]
    for w in workers:
        w.daemon = True
        w.start()
    for w in workers:
        w.join()
    print(sorted(q.get() for _ in workers))
    try:
        workers[0].start()
    except AssertionError as e:
        print(e)
