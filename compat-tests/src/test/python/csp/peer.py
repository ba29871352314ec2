"""Another JVM, which does what the test says: the code that it reads from one channel, whose `result` it writes to another."""
import sys

from pycsp.parallel import *


def main(host, port, commands, results):
    address = host, int(port)
    cin = Channel(commands, connect=address).reader()
    cout = Channel(results, connect=address).writer()
    cout('ready')
    namespace = {}
    while True:
        code, values = cin()
        namespace.update(globals(), **values)
        namespace['result'] = None
        try:
            exec(code, namespace)
            result = namespace['result']
        except Exception as e:
            result = type(e).__name__, str(e)
        cout(result)


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except ChannelRetireException:
        pass
