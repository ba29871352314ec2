"""The Mandelbrot set: workers ask for lines, a manager hands them out and puts the picture together."""
from pycsp.parallel import *

WIDTH, HEIGHT, DEPTH, WORKERS = 60, 21, 50, 3


@process
def worker(jobs, lines):
    while True:
        y = jobs()
        lines((y, ''.join(point(x, y) for x in range(WIDTH))))


def point(x, y):
    c = complex(-2.1 + 2.9 * x / (WIDTH - 1), -1.2 + 2.4 * y / (HEIGHT - 1))
    z = 0
    for _ in range(DEPTH):
        z = z * z + c
        if abs(z) > 2:
            return '.'
    return '#'


@process
def manager(jobs, lines):
    picture = {}
    to_do = list(range(HEIGHT))
    while len(picture) < HEIGHT:
        guards = [InputGuard(lines, action=lambda line: picture.update([line]))]
        if to_do:
            guards.append(OutputGuard(jobs, to_do[0], action=lambda: to_do.pop(0)))
        AltSelect(guards)
    retire(jobs, lines)
    return [picture[y] for y in range(HEIGHT)]


def main():
    jobs, lines = Channel('jobs'), Channel('lines')
    picture = Parallel(manager(-jobs, +lines), WORKERS * worker(+jobs, -lines))[0]
    print('\n'.join(picture))


if __name__ == '__main__':
    main()
