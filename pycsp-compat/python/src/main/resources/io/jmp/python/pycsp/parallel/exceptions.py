"""Exceptions."""


class ChannelPoisonException(Exception):
    """A channel was poisoned. A process that lets it escape poisons all channel ends in its arguments."""

    def __init__(self):
        super(ChannelPoisonException, self).__init__()


class ChannelRetireException(Exception):
    """All readers or all writers of a channel have left, or the end itself has. A process that lets it escape retires all
    channel ends in its arguments."""

    def __init__(self):
        super(ChannelRetireException, self).__init__()


class ChannelSocketException(Exception):
    """A channel between two JVMs has failed; `addr` is its address `(host, port)`, `msg` says how."""

    def __init__(self, addr, msg=None):
        if msg is None:     # from the kernel: all in one text
            host, port, msg = addr.split(' ', 2)
            addr = (host, int(port)) if port != '?' else None
        super(ChannelSocketException, self).__init__(addr, msg)
        self.addr = addr
        self.msg = msg

    def __str__(self):
        return '%s %s' % (self.msg, self.addr) if self.addr is not None else self.msg


class ChannelConnectException(ChannelSocketException):
    """A channel cannot be joined at the address that `connect` gives."""


class ChannelBindException(ChannelSocketException):
    """The address at which a process should host its channels is not to be had."""


class ChannelLostException(ChannelSocketException):
    """The other side of a channel between two JVMs has gone."""


class _MessageException(Exception):
    def __init__(self, msg):
        super(_MessageException, self).__init__(msg)
        self.msg = msg


class FatalException(_MessageException):
    """The network cannot go on."""


class InfoException(_MessageException):
    """The package is used wrongly; the message says how to do it right."""
