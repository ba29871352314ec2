"""Names for programs that run with several implementations of PyCSP."""

__all__ = ['io', 'Io']


def io(func):
    """Mark a function that blocks. It changes nothing: every process has a thread."""
    return func


class Io(object):
    """Stands for the class behind `io`."""
