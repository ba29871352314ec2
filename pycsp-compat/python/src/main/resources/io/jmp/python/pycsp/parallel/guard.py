"""What a choice can wait for."""
from pycsp.parallel.channel import READ, WRITE
from pycsp.parallel.exceptions import InfoException

__all__ = ['Guard', 'Skip', 'SkipGuard', 'Timeout', 'TimeoutGuard', 'InputGuard', 'OutputGuard']


class Guard(object):
    """What a select takes. `g` is what an `Alternation` makes of it: `(what, action)` or `(end, message, action)`."""


class SkipGuard(Guard):
    """Is always ready. See `AltSelect` for the actions."""
    _wait = None

    def __init__(self, action=None):
        self.g = (self, action)


class TimeoutGuard(Guard):
    """Is ready when the choice has waited for a number of seconds. See `AltSelect` for the actions."""

    def __init__(self, seconds, action=None):
        self.seconds = seconds
        self._wait = max(0.0, float(seconds))
        self.g = (self, action)


class InputGuard(Guard):
    """Reads from a channel. Raises `InfoException` if what it gets is no reading end. See `AltSelect` for the actions."""

    def __init__(self, ch_end_read, action=None):
        if getattr(ch_end_read, '_op', None) != READ:
            raise InfoException('an InputGuard needs a reading end of a channel; this is %r' % (ch_end_read,))
        self.g = (ch_end_read, action)


class OutputGuard(Guard):
    """Writes a message. Raises `InfoException` if what it gets is no writing end. See `AltSelect` for the actions."""

    def __init__(self, ch_end_write, msg, action=None):
        if getattr(ch_end_write, '_op', None) != WRITE:
            raise InfoException('an OutputGuard needs a writing end of a channel; this is %r' % (ch_end_write,))
        self.g = (ch_end_write, msg, action)


Skip = SkipGuard
Timeout = TimeoutGuard
