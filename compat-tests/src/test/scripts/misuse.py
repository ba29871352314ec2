from multiprocessing import (Barrier, BoundedSemaphore, Condition, Lock, Process, RLock, current_process, get_context, set_start_method)


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


if __name__ == '__main__':
    p = Process(target=int)
    attempt(p.join)
    attempt(p.is_alive)
    p.start()
    attempt(p.start)
    attempt(setattr, p, 'daemon', True)
    p.join()
    p.close()
    attempt(p.join)
    attempt(getattr, p, 'exitcode')
    attempt(p.start)
    attempt(current_process().join)
    attempt(Process, 1)
    attempt(Lock().release)
    attempt(RLock().release)
    attempt(BoundedSemaphore(1).release)
    attempt(Condition().notify)
    attempt(Condition().wait)
    attempt(get_context, 'nothing')
    attempt(set_start_method, 'spawn')
    attempt(set_start_method, 'spawn')
    attempt(Barrier(2).wait, 0.05)
