"""Primes: a chain of processes that grows, one for each prime; each lets only those numbers pass that its prime does not divide."""
from pycsp.parallel import *


@process
def numbers(cout):
    n = 2
    while True:
        cout(n)
        n += 1


@process
def sieve(cin, primes):
    prime = cin()
    primes(prime)
    rest = Channel()
    Spawn(sieve(+rest, primes))
    cout = -rest
    try:
        while True:
            n = cin()
            if n % prime:
                cout(n)
    except (ChannelPoisonException, ChannelRetireException):
        poison(cout)
        raise


@process
def printer(cin, count):
    print(' '.join(str(cin()) for _ in range(count)))
    poison(cin)


def main():
    candidates, primes = Channel('candidates'), Channel('primes')
    Parallel(numbers(-candidates), sieve(+candidates, -primes), printer(+primes, 25))


if __name__ == '__main__':
    main()
