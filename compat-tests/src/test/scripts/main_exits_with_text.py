import sys
from multiprocessing import Process

if __name__ == '__main__':
    p = Process(target=print, args=('child',))
    p.start()
    p.join()
    sys.exit('the end')
