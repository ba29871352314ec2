from multiprocessing import Pipe, Process


class Doubler(Process):
    def __init__(self, connection, factor=2):
        super().__init__(name='doubler')
        self.connection = connection
        self.factor = factor

    def run(self):
        for item in iter(self.connection.recv, None):
            self.connection.send(item * self.factor)


class Forgetful(Process):
    def __init__(self):
        pass


if __name__ == '__main__':
    here, there = Pipe()
    p = Doubler(there, factor=3)
    print(p.name, p.is_alive(), p.exitcode)
    p.start()
    for item in (1, 'ab', [None]):
        here.send(item)
        print(here.recv())
    here.send(None)
    p.join()
    print(p.name, p.is_alive(), p.exitcode, p.factor)
    try:
        Forgetful().start()
    except AttributeError:
        print('the constructor of the base class was not called')
