import multiprocessing
import os
import sys

counter = [0]
counter[0] += 1


def show():
    counter[0] += 1
    print(__name__, counter, os.path.basename(sys.argv[0]), sys.argv[1:], flush=True)
    print(os.path.basename(__file__), os.getcwd() == os.path.dirname(os.path.abspath(__file__)), flush=True)


class Point(object):
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return 'Point(%r)' % self.x


def send_back(q, point):
    q.put((point, Point(point.x + 1), show, type(point) is Point))


if __name__ == '__main__':
    counter[0] = 100
    p = multiprocessing.Process(target=show)
    p.start()
    p.join()
    q = multiprocessing.Queue()
    p = multiprocessing.Process(target=send_back, args=(q, Point(1)))
    p.start()
    first, second, function, same = q.get()
    print(first, second, function is show, same, type(second) is Point)
    p.join()
    print(counter)
