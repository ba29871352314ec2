"""Processes on the machines of a cluster."""
from pycsp.parallel.process import _as_factory
from pycsp.parallel.sshprocess import SSHProcess

__all__ = ['ClusterProcess', 'clusterprocess']


def clusterprocess(func=None, cluster_nodefile='$PBS_NODEFILE', cluster_pin=None, cluster_hint='blocked', cluster_ssh_port=22):
    """Make a function into a factory of processes on the machines that a file names. They are not there yet: starting one raises
    `FatalException`."""
    def decorate(func):
        def factory(*args, **kwargs):
            return ClusterProcess(func, *args, **kwargs).update(
                cluster_nodefile=cluster_nodefile, cluster_pin=cluster_pin, cluster_hint=cluster_hint,
                cluster_ssh_port=cluster_ssh_port)
        return _as_factory(factory, func)
    return decorate if func is None else decorate(func)


class ClusterProcess(SSHProcess):
    """A function that runs on a machine of a cluster. Not there yet: starting it raises `FatalException`."""
    _settings = ('cluster_nodefile', 'cluster_pin', 'cluster_hint', 'cluster_ssh_port')
