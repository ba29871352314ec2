import multiprocessing
import os


def f(connection):
    parent = multiprocessing.parent_process()
    connection.send((os.getpid(), os.getppid(), multiprocessing.current_process().pid, parent.pid, parent.name, parent.is_alive(),
                     multiprocessing.current_process().name, __name__, multiprocessing.current_process().daemon))


if __name__ == '__main__':
    here, there = multiprocessing.Pipe()
    p = multiprocessing.Process(target=f, args=(there,))
    print(multiprocessing.parent_process(), multiprocessing.current_process().name, multiprocessing.active_children())
    p.start()
    pid, ppid, current, parent, name, alive, own_name, module, daemon = here.recv()
    p.join()
    print(pid == p.pid != os.getpid(), ppid == os.getpid(), current == pid, parent == os.getpid())
    print(name, alive, own_name, module, daemon)
