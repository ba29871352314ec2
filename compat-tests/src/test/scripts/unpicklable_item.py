"""The feeder shows the error; what was put later arrives."""
from multiprocessing import Queue

if __name__ == '__main__':
    q = Queue()
    q.put((i for i in range(3)))
    q.put('next')
    print(q.get())
