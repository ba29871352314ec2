"""A token runs through a ring of a hundred processes, ten times."""
from pycsp.greenlets import *

ELEMENTS, ROUNDS = 100, 10


@process
def element(cin, cout):
    while True:
        cout(cin() + 1)


@process
def starter(cin, cout):
    token = 0
    for _ in range(ROUNDS):
        cout(token + 1)
        token = cin()
    print('the token has been passed on %d times' % token)
    poison(cin, cout)


def main():
    ring = ELEMENTS * Channel()
    Parallel(
        starter(+ring[-1], -ring[0]),
        [element(+ring[i], -ring[i + 1]) for i in range(ELEMENTS - 1)])


if __name__ == '__main__':
    main()
