import sys
from multiprocessing import Process


def f(i):
    print('child', i)
    sys.stdout.write('no newline at the end')
    sys.stderr.write('error %d\n' % i)


if __name__ == '__main__':
    for i in range(3):
        p = Process(target=f, args=(i,))
        p.start()
        p.join()
        print('.')
        sys.stdout.flush()
    print('\u00e4\u20ac', 'x' * 10000)
