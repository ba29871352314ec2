import multiprocessing
import threading


def attempt(**arguments):
    try:
        multiprocessing.Process(**arguments).start()
    except Exception as e:
        print(isinstance(e, (TypeError, AttributeError, multiprocessing.ProcessError)) or type(e).__name__)


def main():
    def local():
        pass
    attempt(target=print, args=(threading.Lock(),))
    attempt(target=print, args=((i for i in range(3)),))
    attempt(target=local)
    attempt(target=print, kwargs={'file': open(__file__)})
    print(multiprocessing.active_children())


if __name__ == '__main__':
    main()
