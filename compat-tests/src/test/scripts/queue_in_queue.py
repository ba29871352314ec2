import pickle
from multiprocessing import Condition, Lock, Queue, SimpleQueue, Value


def attempt(function, *args):
    try:
        function(*args)
        print('done')
    except Exception as e:
        print(type(e).__name__, e)


if __name__ == '__main__':
    for make in (Queue, SimpleQueue, Lock, Condition):
        attempt(pickle.dumps, make())
    attempt(SimpleQueue().put, Queue())
    attempt(pickle.dumps, Value('i'))
