"""An error that nobody catches: the program ends with a traceback and exit status 1."""
import multiprocessing
import sys

if __name__ == '__main__':
    p = multiprocessing.Process(target=lambda: 0)
    try:
        p.start()
    except Exception as e:
        print(type(e).__name__, '<lambda>' in str(e))
        sys.exit(1)
