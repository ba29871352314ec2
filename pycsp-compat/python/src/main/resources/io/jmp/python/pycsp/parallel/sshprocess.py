"""Processes on other machines, by the system's `ssh`."""
import os
import sys
import time

from _jmp_host import kernel as _kernel
from pycsp.parallel import _network
from pycsp.parallel.altselect import PriSelect
from pycsp.parallel.channel import Channel
from pycsp.parallel.configuration import Configuration, PYCSP_AUTHKEY, PYCSP_HOST
from pycsp.parallel.exceptions import ChannelLostException, ChannelRetireException, FatalException, InfoException
from pycsp.parallel.guard import InputGuard, SkipGuard, TimeoutGuard
from pycsp.parallel.multiprocess import MultiProcess, _Function
from pycsp.parallel.process import _as_factory, ends_in

__all__ = ['SSHProcess', 'sshprocess']

_LOCAL = 'localhost', '127.0.0.1', '::1', ''
# GraalPy on the Java POSIX backend passes on what is written to a program in pieces of 8 KiB, or when it is closed.
_PADDING = b' ' * (1 << 15)
CONNECT_SECONDS = 30    # how long ssh may take to connect, and how long a machine may say nothing
LOOK_SECONDS = 0.2      # how often it is looked whether ssh has failed
END_SECONDS = 10        # how long ssh may take to end, after the process has
_OPTIONS = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=%d' % CONNECT_SECONDS,
            '-o', 'ServerAliveInterval=%d' % (CONNECT_SECONDS // 3), '-o', 'ServerAliveCountMax=3']
# Without these, GraalPy makes one stream of both; Jython takes no numbers, and needs none.
_STREAMS = {} if sys.version_info[0] == 2 else {'stdout': 1, 'stderr': 2}
_tunnels = {}       # by where they lead to


def sshprocess(func=None, pycsp_host='', pycsp_port=None, ssh_host='localhost', ssh_port=22, ssh_user=None, ssh_password=None):
    """Make a function into a factory of processes on another machine: calling it with arguments makes an `SSHProcess`."""
    def decorate(func):
        def factory(*args, **kwargs):
            return SSHProcess(func, *args, **kwargs).update(
                pycsp_host=pycsp_host, pycsp_port=pycsp_port, ssh_host=ssh_host, ssh_port=ssh_port, ssh_user=ssh_user,
                ssh_password=ssh_password)
        return _as_factory(factory, func)
    return decorate if func is None else decorate(func)


class SSHProcess(MultiProcess):
    """A function that runs on another machine, in a JVM of its own, once. Its arguments and what it returns are pickled; channel
    ends in them are the same ends there.

    The program `ssh` has to reach the machine without a password (`ssh_password` is refused), and there have to be jmp and the
    program's files in the same places as here. The environment variables `JMP_SSH` and `JMP_SSH_COMMAND` name another program than
    `ssh`, and where jmp is on the other machine.

    When ssh fails, or the JVM there, or when the machine says nothing for half a minute, `join` raises `FatalException`, and those who
    wait for the other ends of the process's channels get `ChannelLostException`.

    Channels of this interpreter are reached from there by a tunnel of ssh, unless `PYCSP_HOST` says that they are hosted beyond
    the loopback address; channels that the process makes are reached from here only if `pycsp_host` says where.
    """
    _settings = ('pycsp_host', 'pycsp_port', 'ssh_host', 'ssh_port', 'ssh_user', 'ssh_password')
    _failure = None

    def start(self):
        """Start the process and return at once. Raises `RuntimeError` if it was started before, `InfoException` for a password,
        `FatalException` if ssh cannot be run, and what pickling raises."""
        if self._process is not None:
            raise RuntimeError('process %s was started before' % self.name)
        try:
            self._start()
        except FatalException:
            self._lose_ends()
            raise

    def _start(self):
        import json
        import threading
        from subprocess import PIPE
        where = self._destination()
        jobs = Channel(buffer=2)
        results = Channel(buffer=1)
        host, port = jobs.address
        job = jobs.writer()
        job(_program())
        job((_Function(self.fn), self.args, self.kwargs, self.id, results.writer(), self._more()))
        _open_tunnel(where, host, port)
        self._ended = threading.Event()
        self._process = _popen(where, [_command()], stdin=PIPE)
        settings = {'host': host, 'port': port, 'job': jobs.name, 'key': _text(Configuration().get(PYCSP_AUTHKEY)),
                    'pycsp_host': self._where.get('pycsp_host') or '', 'pycsp_port': self._where.get('pycsp_port') or 0}
        try:
            # It stays open: at its end, the process there knows that nobody is here any more.
            self._process.stdin.write((json.dumps(settings) + '\n').encode('utf-8') + _PADDING)
            self._process.stdin.flush()
        except (IOError, OSError):
            pass    # ssh has ended already, as will be seen
        # From now on, so that those at the other ends of its channels hear of a failure, whoever joins.
        watcher = threading.Thread(target=self._watch, args=(jobs, results.reader()), name='ssh of ' + self.name)
        watcher.daemon = True
        watcher.start()

    def _destination(self):
        """Host, port and user for ssh."""
        if self._where.get('ssh_password'):
            raise InfoException('ssh takes no password from a program: let the machine accept a key, and use an agent')
        return self._where.get('ssh_host') or 'localhost', self._where.get('ssh_port') or 22, self._where.get('ssh_user')

    def _more(self):
        """What else the process has to know."""

    def _watch(self, jobs, results):
        """Wait for the result, or for the end of ssh without one. `jobs` is kept until then."""
        try:
            message = self._await(results)
            self._close(self._process.stdin)
            if message is None:
                self._failure = 'process %s on %s %s' % (self.name, self._destination()[0], _reason(self._end_ssh()))
                self._lose_ends()
            else:
                self._end_ssh()
                self.return_value, = message
        except Exception as e:      # of unpickling
            self._failure = 'the result of process %s cannot be taken: %s: %s' % (self.name, type(e).__name__, e)
        finally:
            self._ended.set()

    def _await(self, results):
        """The message with the result; None if ssh has ended, or the connection, before there was one."""
        try:
            while True:
                ended = self._process.poll() is not None
                _, message = PriSelect(InputGuard(results), SkipGuard() if ended else TimeoutGuard(LOOK_SECONDS))
                if message is not None or ended:
                    return message
        except (ChannelLostException, ChannelRetireException):
            return None

    @staticmethod
    def _close(stream):
        try:
            stream.close()      # GraalPy's `wait` waits for its end, too
        except (IOError, OSError):
            pass    # ssh did not read what it was sent

    def _end_ssh(self):
        """Wait for ssh, which has nothing to do any more; return its status, None if it had to be killed."""
        until = time.time() + END_SECONDS
        while self._process.poll() is None:
            if time.time() >= until:
                self._process.kill()
                self._process.wait()
                return None
            time.sleep(0.01)
        return self._process.wait()

    def _lose_ends(self):
        for end in ends_in((self.args, self.kwargs)):
            _kernel.csp.lose(end._handle)

    def join(self, timeout=None):
        """Wait until the process has ended, for at most `timeout` seconds if that is given. Raises `FatalException` if ssh or the
        JVM there has failed; its channel ends are lost then."""
        if self._process is not None and self._ended.wait(timeout) and self._failure is not None:
            raise FatalException(self._failure)

    def is_alive(self):
        """Whether the process is running."""
        return self._process is not None and not self._ended.is_set()


def _reason(status):
    if status is None:
        return 'says nothing any more: it counts as lost'
    if status in (255, -127):   # GraalPy on the Java POSIX backend takes statuses beyond 128 for signals
        return 'could not be started, or the connection broke: ssh has failed (status 255); it says why on standard error'
    if status in (126, 127):
        return ('could not be started: there is no jmp at the same place as here (status %d of the shell there); '
                'JMP_SSH_COMMAND says where it is' % status)
    return 'has ended without a result (status %d)' % status


def _program():
    """What has to be there before the process can be unpickled."""
    main = sys.modules['__main__']
    return sys.argv, [path for path in sys.path if isinstance(path, str)], getattr(main, '__file__', None)


def _command():
    """The command that runs the process, for the shell of the other machine."""
    jmp = os.environ.get('JMP_SSH_COMMAND') or _quoted(sys.executable)
    return 'cd %s && exec %s -c %s' % (_quoted(os.getcwd()), jmp, _quoted('from pycsp.parallel import _remote; _remote.main()'))


def _quoted(text):
    return "'%s'" % text.replace("'", "'\\''")


def _text(key):
    return None if key is None else key.decode('latin-1')


def _popen(where, arguments, **how):
    try:
        from shutil import which
    except ImportError:
        from distutils.spawn import find_executable as which
    from subprocess import Popen
    host, port, user = where
    if host.startswith('-'):
        raise InfoException('this is no host: %r' % host)
    ssh = os.environ.get('JMP_SSH') or 'ssh'
    if which(ssh) is None:      # GraalPy's Popen may hang then
        raise FatalException('cannot run %s: there is no such program on the path; JMP_SSH names another' % ssh)
    try:
        return Popen([ssh] + _OPTIONS + ['-p', str(port)] + (['-l', user] if user else []) + how.pop('options', [])
                     + [host] + arguments, **dict(_STREAMS, **how))
    except OSError as e:
        raise FatalException('cannot run %s: %s' % (ssh, e))


def _open_tunnel(where, host, port):
    """Let the other machine reach the channels that are hosted at the loopback address here, at the same address there."""
    from subprocess import PIPE
    if where[0] in _LOCAL or Configuration().get(PYCSP_HOST) not in _LOCAL:
        return
    tunnel = _tunnels.get(where + (port,))
    if tunnel is None or tunnel.poll() is not None:
        # Its standard input ends with this program, which ends the `cat` there, and so the tunnel.
        _tunnels[where + (port,)] = _popen(where, ['cat'], stdin=PIPE, options=[
            '-o', 'ExitOnForwardFailure=yes', '-R', '127.0.0.1:%d:%s:%d' % (port, host, port)])
