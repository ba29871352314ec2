"""A process that was started from another machine: what `sshprocess` runs there. Standard input says where its program is."""
import json
import os
import sys

from pycsp.parallel._network import close
from pycsp.parallel.channel import Channel
from pycsp.parallel.clusterprocess import continue_with
from pycsp.parallel.configuration import Configuration, PYCSP_AUTHKEY, PYCSP_HOST, PYCSP_PORT, SOCKETS_CONNECT_TIMEOUT
from pycsp.parallel.process import Process, become, call

TUNNEL_SECONDS = 30     # a tunnel takes its time


def main():
    """Run the process."""
    settings = json.loads(_line())
    _end_with_standard_input()
    configuration = Configuration()
    configuration.set(PYCSP_AUTHKEY, None if settings['key'] is None else settings['key'].encode('latin-1'))
    configuration.set(PYCSP_HOST, settings['pycsp_host'])
    configuration.set(PYCSP_PORT, settings['pycsp_port'])
    usual = configuration.get(SOCKETS_CONNECT_TIMEOUT)
    configuration.set(SOCKETS_CONNECT_TIMEOUT, TUNNEL_SECONDS)
    job = Channel(settings['job'], connect=(settings['host'], settings['port'])).reader()
    configuration.set(SOCKETS_CONNECT_TIMEOUT, usual)
    _prepare(*job())
    function, args, kwargs, id, results, more = job()
    if more is not None:
        continue_with(more)
    process = become(Process(function.fn, *args, **kwargs), id)
    result = None
    try:
        result = call(function.fn, args, kwargs)
    except SystemExit:
        pass
    except Exception:
        _report(process)
    process.end_spawned()
    try:
        results((result,))
    except Exception:
        _report(process)    # cannot be pickled
        results((None,))
    close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)     # the thread that reads standard input would hold up the usual way


def _report(process):
    import traceback
    sys.stderr.write('Exception in process %s:\n%s' % (process.name, traceback.format_exc()))


def _prepare(argv, path, main_path):
    sys.argv = argv
    sys.path.extend(entry for entry in path if entry not in sys.path)
    if main_path is not None:
        from multiprocessing.spawn import import_main_path
        import_main_path(os.path.abspath(main_path))


def _read():
    """What comes next on standard input; nothing at its end."""
    # On Jython, standard input has no number, and no lock that it would be held by.
    return sys.stdin.readline() if sys.version_info[0] == 2 else os.read(0, 4096)


def _line():
    """The first line of standard input, read past `sys.stdin`, whose lock the thread below would hold for ever."""
    read = b''
    while b'\n' not in read:
        more = _read()
        if not more:
            raise EOFError('standard input has ended before it said which program to run')
        read += more
    return read.split(b'\n')[0].decode('utf-8')


def _end_with_standard_input():
    """When whoever has started this is gone, so is its use."""
    import threading

    def wait():
        while _read():
            pass
        os._exit(1)
    thread = threading.Thread(target=wait, name='standard input')
    thread.daemon = True
    thread.start()
