import logging
import multiprocessing as mp
import sys


def log(number):
    mp.get_logger().info('hello %d', number)
    mp.get_logger().log(15, 'below the level')
    mp.get_logger().warning('beware')
    sys.exit(number)


if __name__ == '__main__':
    mp.log_to_stderr(logging.INFO)
    process = mp.Process(target=log, args=(3,), name='worker')
    process.start()
    process.join()
    print(process.exitcode)
