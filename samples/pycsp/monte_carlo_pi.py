"""Pi by chance: interpreters that run at the same time throw darts, and a process adds up."""
import random

from pycsp.parallel import *

WORKERS, JOBS, DARTS = 2, 8, 5000


@multiprocess
def worker(jobs, results):
    while True:
        seed, darts = jobs()
        dice = random.Random(seed)
        results(sum(dice.random() ** 2 + dice.random() ** 2 <= 1 for _ in range(darts)))


@process
def producer(cout):
    for seed in range(JOBS):
        cout((seed, DARTS))
    retire(cout)


@process
def consumer(cin):
    hits = 0
    try:
        while True:
            hits += cin()
    except ChannelRetireException:
        return 4.0 * hits / (JOBS * DARTS)


def main():
    jobs, results = Channel('jobs'), Channel('results')
    pi = Parallel(producer(-jobs), WORKERS * worker(+jobs, -results), consumer(+results))[-1]
    print('pi is about %.1f' % pi)


if __name__ == '__main__':
    main()
