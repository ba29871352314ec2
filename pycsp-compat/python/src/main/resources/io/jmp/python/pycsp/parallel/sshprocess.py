"""Processes on other machines."""
from pycsp.parallel.exceptions import FatalException
from pycsp.parallel.multiprocess import MultiProcess
from pycsp.parallel.process import _as_factory

__all__ = ['SSHProcess', 'sshprocess']


def sshprocess(func=None, pycsp_host='', pycsp_port=None, ssh_host='localhost', ssh_port=22, ssh_user=None, ssh_password=None):
    """Make a function into a factory of processes on another machine. They are not there yet: starting one raises
    `FatalException`."""
    def decorate(func):
        def factory(*args, **kwargs):
            return SSHProcess(func, *args, **kwargs).update(
                pycsp_host=pycsp_host, pycsp_port=pycsp_port, ssh_host=ssh_host, ssh_port=ssh_port, ssh_user=ssh_user,
                ssh_password=ssh_password)
        return _as_factory(factory, func)
    return decorate if func is None else decorate(func)


class SSHProcess(MultiProcess):
    """A function that runs on another machine. Not there yet: starting it raises `FatalException`."""
    _settings = ('pycsp_host', 'pycsp_port', 'ssh_host', 'ssh_port', 'ssh_user', 'ssh_password')

    def start(self):
        raise FatalException('processes on other machines (@sshprocess, @clusterprocess) are not there yet; '
                             'use @multiprocess, which runs in an interpreter of its own on this machine')
