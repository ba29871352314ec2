"""The other end is closed while a child reads: its EOFError is shown."""
from multiprocessing import Pipe, Process


def read(receiver, sender):
    sender.close()
    print(receiver.recv(), flush=True)
    receiver.recv()


if __name__ == '__main__':
    receiver, sender = Pipe(False)
    p = Process(target=read, args=(receiver, sender))
    p.start()
    receiver.close()
    sender.send('first')
    sender.close()
    p.join()
    print(p.exitcode)
