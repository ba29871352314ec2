"""An error of a manager's object in a child: shown there with its remote traceback, exit code 1."""
from multiprocessing import Manager, Process


def use(d):
    try:
        d['missing']
    except KeyError as e:
        print('KeyError', e, flush=True)
    raise SystemExit(4)


if __name__ == '__main__':
    with Manager() as manager:
        d = manager.dict()
        p = Process(target=use, args=(d,))
        p.start()
        p.join()
        print(p.exitcode)
