# as: command
# arguments: a b
import sys
from multiprocessing import Process, Queue
q = Queue()
p = Process(target=print, args=(sys.argv,))
p.start()
p.join()
p = Process(target=q.put, args=('from the child',))
p.start()
print(q.get(timeout=20), __name__, p.exitcode)
p.join()
