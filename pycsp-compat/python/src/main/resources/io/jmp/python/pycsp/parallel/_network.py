"""Channels between JVMs, as channels and processes need them."""
from _jmp_host import kernel as _kernel
from pycsp.parallel.configuration import Configuration, PYCSP_HOST, PYCSP_PORT, SOCKETS_BIND_RETRY_DELAY, SOCKETS_BIND_TIMEOUT, \
    SOCKETS_CONNECT_RETRY_DELAY, SOCKETS_CONNECT_TIMEOUT

_net = _kernel.cspnet

close = _net.close
disconnect = _net.disconnect


def named(handle):
    """A channel was given a name. It is hosted at once where it was said where."""
    setting = Configuration().get
    if setting(PYCSP_HOST) or setting(PYCSP_PORT):
        open_host()
    _net.name(handle)


def open_host():
    """Begin to host the channels of this interpreter, if it does not yet. Raises `ChannelBindException`."""
    setting = Configuration().get
    _net.open(setting(PYCSP_HOST), int(setting(PYCSP_PORT)), float(setting(SOCKETS_BIND_TIMEOUT)), float(setting(SOCKETS_BIND_RETRY_DELAY)))


def address(handle):
    """Where a channel is hosted."""
    open_host()
    host, port = _net.address(handle)
    return str(host), int(port)


def connect(name, where):
    """Join a channel that another JVM hosts. Raises `ChannelConnectException`."""
    setting = Configuration().get
    host, port = where
    if isinstance(host, bytes) and not isinstance(host, str):
        host = host.decode()
    return _net.connect(name, host, int(port), float(setting(SOCKETS_CONNECT_TIMEOUT)), float(setting(SOCKETS_CONNECT_RETRY_DELAY)))
