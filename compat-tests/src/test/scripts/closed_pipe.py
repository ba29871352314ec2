from multiprocessing import Pipe, Process


def use(connection):
    connection.send('hello')
    print(connection.recv())
    connection.close()


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__name__, e)


if __name__ == '__main__':
    here, there = Pipe()
    p = Process(target=use, args=(there,))
    p.start()
    there.close()
    print(here.recv())
    here.send('answer')
    p.join()
    attempt(here.recv)
    attempt(there.send, 1)
    here.close()
    attempt(here.recv)
    attempt(here.poll)
    receiver, sender = Pipe(False)
    attempt(receiver.send, 1)
    attempt(sender.recv)
    receiver.close()
    attempt(sender.send, 1)
