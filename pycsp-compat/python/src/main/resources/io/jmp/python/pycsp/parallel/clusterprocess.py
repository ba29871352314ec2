"""Processes on the machines of a cluster."""
import os

from pycsp.parallel.configuration import Configuration, PYCSP_AUTHKEY
from pycsp.parallel.exceptions import InfoException
from pycsp.parallel.process import _as_factory
from pycsp.parallel.sshprocess import SSHProcess

try:
    from _thread import allocate_lock
except ImportError:
    from thread import allocate_lock

__all__ = ['ClusterProcess', 'clusterprocess']

_groups = {}        # by the name of the node file
_lock = allocate_lock()


def clusterprocess(func=None, cluster_nodefile='$PBS_NODEFILE', cluster_pin=None, cluster_hint='blocked', cluster_ssh_port=22):
    """Make a function into a factory of processes on the machines that a file names: calling it with arguments makes a
    `ClusterProcess`."""
    def decorate(func):
        def factory(*args, **kwargs):
            return ClusterProcess(func, *args, **kwargs).update(
                cluster_nodefile=cluster_nodefile, cluster_pin=cluster_pin, cluster_hint=cluster_hint,
                cluster_ssh_port=cluster_ssh_port)
        return _as_factory(factory, func)
    return decorate if func is None else decorate(func)


class ClusterProcess(SSHProcess):
    """A function that runs on a machine of a cluster, as an `SSHProcess`.

    `cluster_nodefile` names a file with a line for each processor, sorted by machines; after a `$` it is an environment variable
    with that name. `cluster_pin` is the number of a line; without it, `cluster_hint` says which is taken: `'blocked'` one line after
    the other, `'strided'` a line of the next machine, `'local'` this machine.
    """
    _settings = ('cluster_nodefile', 'cluster_pin', 'cluster_hint', 'cluster_ssh_port')
    _node = None

    def _destination(self):
        where = self._where
        if self._node is None:
            hint = where.get('cluster_hint', 'blocked')
            if hint not in ('blocked', 'strided', 'local'):
                raise InfoException("a cluster_hint is 'blocked', 'strided' or 'local'; this is %r" % (hint,))
            pin = where.get('cluster_pin')
            if pin is None and hint == 'local':
                self._node = 'localhost'
            else:
                with _lock:
                    self._node = _group(self._nodefile()).take(pin, hint)
            if self._node != 'localhost' and Configuration().get(PYCSP_AUTHKEY) is not None:
                where['pycsp_host'] = self._node    # its channels can be reached, as there is a key
        return self._node, where.get('cluster_ssh_port') or 22, None

    def _nodefile(self):
        return self._where.get('cluster_nodefile', '$PBS_NODEFILE')

    def _more(self):
        with _lock:
            group = _groups.get(self._nodefile())
            return None if group is None else (self._nodefile(), group.nodes, group.next)


class _Nodes(object):
    """The lines of a node file, and which is next."""

    def __init__(self, nodes, next=0):
        self.nodes = nodes
        self.next = next

    def take(self, pin, hint):
        if pin is not None:
            return self.nodes[pin % len(self.nodes)]
        if hint == 'strided':
            previous, begin = self.nodes[self.next - 1], self.next
            while self.nodes[self.next] == previous:
                self.next = (self.next + 1) % len(self.nodes)
                if self.next == begin:
                    break   # there is one machine only
        node = self.nodes[self.next]
        self.next = (self.next + 1) % len(self.nodes)
        return node


def _group(nodefile):
    if nodefile not in _groups:
        path = nodefile
        if path.startswith('$'):
            path = os.environ.get(path[1:])
            if path is None:
                raise InfoException('cluster_nodefile is %s, but there is no such environment variable' % nodefile)
        try:
            with open(path) as lines:
                nodes = [line.strip() for line in lines if line.strip()]
        except (IOError, OSError) as e:
            raise InfoException('the cluster_nodefile cannot be read: %s' % e)
        if not nodes:
            raise InfoException('the cluster_nodefile %s names no machine' % path)
        _groups[nodefile] = _Nodes(nodes)
    return _groups[nodefile]


def continue_with(state):
    """A process on a machine of the cluster starts others from where its starter was in the node file."""
    nodefile, nodes, next = state
    with _lock:
        _groups.setdefault(nodefile, _Nodes(nodes, next))
