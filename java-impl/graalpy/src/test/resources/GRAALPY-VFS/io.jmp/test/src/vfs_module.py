import multiprocessing

import vfs_package


def greet(name):
    return vfs_package.GREETING + ' ' + name


def _put(queue, name):
    queue.put(greet(name))


def greet_in_child(name):
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=_put, args=(queue, name))
    process.start()
    process.join()
    return queue.get()
