"""Pipes, and connections over sockets; ends that close, and errors that are sent back."""
from __future__ import print_function
import multiprocessing
from multiprocessing.connection import Client, Listener


class Refused(Exception):
    """An error of the program; it travels by pickle."""


def calculator(connection):
    while True:
        try:
            operation, numbers = connection.recv()
        except EOFError:
            break
        try:
            if operation not in ('sum', 'max'):
                raise Refused(operation)
            connection.send(('right', {'sum': sum, 'max': max}[operation](numbers)))
        except Exception as e:
            connection.send(('wrong', e))
    connection.close()


def visitor(address, key, number):
    connection = Client(address, authkey=key)
    connection.send(['visitor', number])
    connection.send_bytes(b'%d bytes' % number if str is not bytes else '%d bytes' % number)
    assert connection.recv() == number * 2
    connection.close()


def fail(connection):
    connection.close()
    raise SystemExit(3)


def main():
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=calculator, args=(theirs,))
    process.start()
    theirs.close()
    for request in (('sum', [1, 2, 3]), ('max', (5, 9, 7)), ('min', [1]), ('sum', [1, 'a'])):
        ours.send(request)
        outcome, value = ours.recv()
        print(outcome, type(value).__name__, value if not isinstance(value, TypeError) else '')
    print('nothing more:', ours.poll(0))
    ours.close()
    process.join(60)
    print('exit code', process.exitcode)
    reader, writer = multiprocessing.Pipe(duplex=False)
    print(reader.readable, reader.writable, writer.readable, writer.writable)
    process = multiprocessing.Process(target=fail, args=(writer,))
    process.start()
    writer.close()
    try:
        reader.recv()
    except EOFError:
        print('EOFError')
    process.join(60)
    print('exit code', process.exitcode)
    listener = Listener(('localhost', 0), authkey=b'key of all')
    visitors = [multiprocessing.Process(target=visitor, args=(listener.address, b'key of all', n)) for n in range(3)]
    for process in visitors:
        process.start()
    heard = []
    for _ in visitors:
        connection = listener.accept()
        name, number = connection.recv()
        heard.append((number, str(connection.recv_bytes().decode())))
        connection.send(number * 2)
        connection.close()
    listener.close()
    for process in visitors:
        process.join(60)
    print(sorted(heard), [process.exitcode for process in visitors])


if __name__ == '__main__':
    main()
