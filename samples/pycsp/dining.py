"""Five philosophers share five forks. A fork is a process; a butler lets at most four sit down, so that nobody starves."""
from pycsp.parallel import *

SEATS, MEALS = 5, 20


@process
def fork(left, right):
    """Belongs to whoever takes it, until he puts it back."""
    hands = [left, right]
    try:
        while True:
            hand, _ = FairSelect([InputGuard(hand) for hand in hands])
            hand()
    except ChannelRetireException:
        # One neighbour has left: the fork is the other's.
        other = [end for end in hands if end is not None]
        for hand in other:
            try:
                while True:
                    hand()
            except ChannelRetireException:
                pass


@process
def butler(sit, leave):
    seated = 0
    while True:
        if seated < SEATS - 1:
            end, _ = AltSelect(InputGuard(sit), InputGuard(leave))
        else:
            end, _ = leave, leave()
        seated += 1 if end is sit else -1


@process
def philosopher(number, sit, leave, left, right):
    for _ in range(MEALS):
        sit(number)
        left('take')
        right('take')
        # eats
        left('put')
        right('put')
        leave(number)
    retire(left, right, sit)
    return number, MEALS


def main():
    sit, leave = Channel('sit'), Channel('leave')
    forks = [(Channel('left of %d' % i), Channel('right of %d' % i)) for i in range(SEATS)]
    philosophers = [
        philosopher(i, -sit, -leave, -forks[i][1], -forks[(i + 1) % SEATS][0]) for i in range(SEATS)]
    results = Parallel(philosophers, [fork(+a, +b) for a, b in forks], butler(+sit, +leave))
    for number, meals in filter(None, results):
        print('philosopher %d has eaten %d times' % (number, meals))


if __name__ == '__main__':
    main()
