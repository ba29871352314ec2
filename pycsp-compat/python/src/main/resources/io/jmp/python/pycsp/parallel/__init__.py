"""Processes and channels: threads of one interpreter, interpreters of their own, and other machines."""
from pycsp.parallel.exceptions import ChannelPoisonException, ChannelRetireException, ChannelSocketException, \
    ChannelConnectException, ChannelBindException, ChannelLostException, FatalException, InfoException
from pycsp.parallel.process import Process, process, Sequence, Parallel, Spawn, current_process_id, shutdown
from pycsp.parallel.channel import Channel, retire, poison
from pycsp.parallel.guard import Skip, SkipGuard, Timeout, TimeoutGuard, InputGuard, OutputGuard
from pycsp.parallel.alternation import choice, Alternation
from pycsp.parallel.altselect import FairSelect, PriSelect, AltSelect
from pycsp.parallel.multiprocess import MultiProcess, multiprocess
from pycsp.parallel.sshprocess import SSHProcess, sshprocess
from pycsp.parallel.clusterprocess import ClusterProcess, clusterprocess
from pycsp.parallel.configuration import Configuration, SOCKETS_CONNECT_TIMEOUT, SOCKETS_CONNECT_RETRY_DELAY, \
    SOCKETS_BIND_TIMEOUT, SOCKETS_BIND_RETRY_DELAY, SOCKETS_STRICT_MODE, PYCSP_PORT, PYCSP_HOST, PYCSP_AUTHKEY
from pycsp.parallel.compat import io, Io

__all__ = [
    'Skip', 'SkipGuard', 'Timeout', 'TimeoutGuard', 'InputGuard', 'OutputGuard', 'choice', 'Alternation', 'FairSelect', 'PriSelect',
    'AltSelect', 'Channel', 'retire', 'poison', 'Process', 'process', 'MultiProcess', 'multiprocess', 'ClusterProcess',
    'clusterprocess', 'SSHProcess', 'sshprocess', 'Sequence', 'Parallel', 'Spawn', 'current_process_id', 'shutdown',
    'ChannelRetireException', 'ChannelPoisonException', 'ChannelSocketException', 'ChannelConnectException',
    'ChannelBindException', 'ChannelLostException', 'InfoException', 'FatalException', 'io', 'Io', 'Configuration',
    'SOCKETS_CONNECT_TIMEOUT', 'SOCKETS_CONNECT_RETRY_DELAY', 'SOCKETS_BIND_TIMEOUT', 'SOCKETS_BIND_RETRY_DELAY',
    'SOCKETS_STRICT_MODE', 'PYCSP_PORT', 'PYCSP_HOST', 'PYCSP_AUTHKEY', 'version',
]

version = (0, 9, 2, 'parallel')
