"""Processes and channels: threads of one interpreter, interpreters of their own, and other machines."""
from pycsp.parallel.exceptions import ChannelPoisonException, ChannelRetireException, ChannelSocketException, \
    ChannelConnectException, ChannelBindException, ChannelLostException, FatalException, InfoException
from pycsp.parallel.process import Process, process, Sequence, Parallel, Spawn, current_process_id, shutdown

__all__ = ['Process', 'process', 'Sequence', 'Parallel', 'Spawn', 'current_process_id', 'shutdown', 'ChannelPoisonException',
           'ChannelRetireException', 'ChannelSocketException', 'ChannelConnectException', 'ChannelBindException',
           'ChannelLostException', 'FatalException', 'InfoException', 'version']

version = (0, 9, 2, 'parallel')
