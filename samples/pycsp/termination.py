"""Two ways to end a network. Retirement: who has done his part leaves, and a channel ends with the last of one side. Poison: one
process ends all."""
from pycsp.parallel import *


@process
def source(cout, count):
    for i in range(count):
        cout(i)
    retire(cout)


@process
def endless(cout):
    while True:
        cout('again')


@process
def square(cin, cout):
    while True:
        cout(cin() ** 2)


@process
def total(cin):
    result = 0
    try:
        while True:
            result += cin()
    except ChannelRetireException:
        return result


@process
def first(cin, count):
    messages = [cin() for _ in range(count)]
    poison(cin)
    return messages


def main():
    numbers, squares = Channel('numbers'), Channel('squares')
    results = Parallel(
        3 * source(-numbers, 10), 2 * square(+numbers, -squares), total(+squares))
    print('retirement: nothing is lost, the total is %d' % results[-1])
    words = Channel('words')
    results = Parallel(3 * endless(-words), first(+words, 2))
    print('poison: three endless processes have ended after %r' % results[-1])


if __name__ == '__main__':
    main()
