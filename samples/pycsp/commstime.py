"""Four processes in a ring: how long does one channel operation take?

    jmp commstime.py [MESSAGES [ROUNDS]]
"""
import sys
import time

from pycsp.parallel import *


@process
def prefix(cin, cout, first):
    cout(first)
    while True:
        cout(cin())


@process
def delta(cin, cout1, cout2):
    while True:
        message = cin()
        cout1(message)
        cout2(message)


@process
def successor(cin, cout):
    while True:
        cout(cin() + 1)


@process
def consumer(cin, messages, rounds):
    expected = 0
    for _ in range(rounds):
        begin = time.time()
        for _ in range(messages):
            assert cin() == expected
            expected += 1
        if sys.argv[1:2] and sys.argv[1].isdigit():
            print('%.2f us per channel operation' % ((time.time() - begin) / messages / 4 * 1e6))
    print('%d numbers in order' % expected)
    poison(cin)


def main():
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    messages, rounds = (numbers + [1000, 1][len(numbers):])[:2]
    a, b, c, d = Channel('a'), Channel('b'), Channel('c'), Channel('d')
    Parallel(prefix(+c, -a, 0), delta(+a, -b, -d), successor(+b, -c), consumer(+d, messages, rounds))


if __name__ == '__main__':
    main()
