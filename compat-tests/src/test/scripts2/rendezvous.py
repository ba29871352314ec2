"""Events, conditions, semaphores and locks between processes."""
from __future__ import print_function
import multiprocessing


def runner(start, goal, results, number):
    start.wait()
    with goal:
        results.put(number)


def waiter(condition, ready, state):
    with condition:
        ready.release()
        while not state.value:
            condition.wait(60)
        state.value += 1


def taker(semaphore, running, most):
    for _ in range(20):
        semaphore.acquire()
        with running.get_lock():
            running.value += 1
            if running.value > most.value:
                most.value = running.value
        with running.get_lock():
            running.value -= 1
        semaphore.release()


def adder(lock, value):
    for _ in range(300):
        lock.acquire()
        try:
            value.value += 1
        finally:
            lock.release()


def run(target, *arguments):
    processes = [multiprocessing.Process(target=target, args=a) for a in arguments]
    for process in processes:
        process.start()
    return processes


def join(processes):
    for process in processes:
        process.join(60)
    print('ended with', [process.exitcode for process in processes])


def main():
    start, goal, results = multiprocessing.Event(), multiprocessing.Lock(), multiprocessing.Queue()
    runners = run(runner, *[(start, goal, results, n) for n in range(4)])
    print('set:', start.is_set())
    start.set()
    print('arrived:', sorted(results.get(timeout=60) for _ in runners))
    join(runners)
    condition, ready = multiprocessing.Condition(), multiprocessing.Semaphore(0)
    state = multiprocessing.Value('i', 0, lock=False)
    waiters = run(waiter, *[(condition, ready, state)] * 3)
    for _ in waiters:
        ready.acquire()
    with condition:
        state.value = 1
        condition.notify_all()
    join(waiters)
    print('state:', state.value)
    semaphore = multiprocessing.BoundedSemaphore(2)
    running, most = multiprocessing.Value('i', 0), multiprocessing.Value('i', 0)
    join(run(taker, *[(semaphore, running, most)] * 4))
    print('never more than two:', most.value <= 2, 'left:', running.value)
    try:
        semaphore.release()
    except ValueError as e:
        print('ValueError:', e)
    lock, value = multiprocessing.RLock(), multiprocessing.Value('l', 0, lock=False)
    with lock:
        with lock:
            print('twice')
    join(run(adder, *[(lock, value)] * 3))
    print('sum:', value.value)
    print('not released:', lock.acquire(False))


if __name__ == '__main__':
    main()
